export { gatewayOpenApi } from './controllers';
export { GatewayConfig } from './gateway.config';
export { GatewayModule } from './gateway.module';
export { configureHttp, gatewayHttp, httpAdapterOptions } from './http/configure-http';

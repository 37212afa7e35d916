import { bootService } from '@longwave/service';
import { GatewayModule } from './gateway.module';
import { gatewayHttp } from './http/configure-http';

void bootService({ name: 'gateway', module: GatewayModule, http: gatewayHttp });

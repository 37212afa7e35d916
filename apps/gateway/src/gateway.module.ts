import { ChannelDirectory } from '@longwave/messaging';
import { configProvider } from '@longwave/service';
import { Inject, Module } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import type { Redis } from 'ioredis';
import { LiveTokensService } from './admin/live-tokens.service';
import { AccessGuard } from './auth/access.guard';
import { AdminTokens } from './auth/admin-tokens';
import { GuestTokens } from './auth/guest-tokens';
import { ChannelsService } from './channels/channels.service';
import { ListenersService } from './channels/listeners.service';
import { apiControllers, gatewayOpenApi, pageControllers } from './controllers';
import { EventsService } from './events/events.service';
import { GatewayConfig } from './gateway.config';
import { HealthService } from './health/health.service';
import { MetricsService } from './health/metrics.service';
import { AddressReader } from './http/address-reader';
import { HttpErrorFilter } from './http/error-filter';
import { CoversService } from './library/covers.service';
import { OPENAPI_DOCUMENT } from './openapi/docs.controller';
import { listEndpoints } from './openapi/list-endpoints';
import { RateLimitGuard } from './rate-limit/rate-limit.guard';
import { RateLimiter } from './rate-limit/rate-limiter';
import { connectRedis, GATEWAY_REDIS } from './rate-limit/redis';
import { defaultWebRoot, PageService, WEB_ROOT } from './web/page.service';

/** The door for people and programs. `gatewayHttp` prepares the process's HTTP side for it. */
@Module({
  controllers: [...apiControllers, ...pageControllers],
  providers: [
    configProvider(GatewayConfig),
    { provide: GATEWAY_REDIS, useFactory: ({ REDIS_URL }: GatewayConfig) => connectRedis(REDIS_URL), inject: [GatewayConfig] },
    { provide: AdminTokens, useFactory: ({ ADMIN_API_TOKEN }: GatewayConfig) => new AdminTokens(ADMIN_API_TOKEN), inject: [GatewayConfig] },
    { provide: WEB_ROOT, useValue: defaultWebRoot },
    { provide: OPENAPI_DOCUMENT, useFactory: gatewayOpenApi },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_FILTER, useFactory: () => new HttpErrorFilter(listEndpoints(apiControllers).map(({ endpoint }) => endpoint)) },
    AddressReader, ChannelDirectory, ChannelsService, CoversService, EventsService, GuestTokens, HealthService, ListenersService, LiveTokensService, MetricsService, PageService, RateLimiter,
  ],
})
export class GatewayModule implements OnApplicationShutdown {
  constructor(@Inject(GATEWAY_REDIS) private readonly redis: Redis) {}

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}

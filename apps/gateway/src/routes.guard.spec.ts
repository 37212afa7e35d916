import { MessagingModule } from '@longwave/messaging';
import { RequestMethod } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { startNats } from '@longwave/testing';
import { apiControllers, pageControllers } from './controllers';
import { accessOf } from './endpoint/access';
import { GatewayConfig } from './gateway.config';
import { GatewayModule } from './gateway.module';
import { configureHttp, httpAdapterOptions } from './http/configure-http';
import { listEndpoints } from './openapi/list-endpoints';

/** What Nest will register, read from its own decorators rather than from ours. */
function handlers(): { where: string; policy: string | undefined }[] {
  return [...apiControllers, ...pageControllers].flatMap((controller) =>
    Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
      const handler = (controller.prototype as unknown as Record<string, object>)[name] as object;
      const paths = Reflect.getMetadata('path', handler) as string | string[] | undefined;
      if (paths === undefined || name === 'constructor') return [];
      const method = RequestMethod[Reflect.getMetadata('method', handler) as number];
      return [paths].flat().map((path) => ({ where: `${method} ${path}`, policy: accessOf(handler) }));
    }),
  );
}

it('gives every handler an access policy', () => {
  const all = handlers();
  expect(all.length).toBeGreaterThan(30);
  expect(all.filter(({ policy }) => policy === undefined)).toEqual([]);
});

it('leaves nothing but reading and becoming a guest to everybody', () => {
  const open = handlers().filter(({ where, policy }) => policy === 'public' && !where.startsWith('GET '));
  expect(open.map(({ where }) => where)).toEqual(['POST /api/v1/auth/guest']);
});

it('leaves all under /admin to operators', () => {
  const admin = handlers().filter(({ where }) => where.includes(' /admin/'));
  expect(admin.length).toBeGreaterThan(10);
  expect(admin.filter(({ policy }) => policy !== 'operator')).toEqual([]);
});

it('has every address of the API in its document', () => {
  const listed = listEndpoints(apiControllers).map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`);
  const registered = handlers().map(({ where }) => where).filter((where) => / \/(api|admin|events|health|metrics)/.test(where));
  expect(registered.sort()).toEqual(listed.sort());
});

it('serves no route beside its handlers: none that the guard would not see', async () => {
  const nats = await startNats();
  const module = await Test.createTestingModule({ imports: [MessagingModule.forRoot({ ...nats, name: 'gateway' }), GatewayModule] })
    .overrideProvider(GatewayConfig).useValue({ REDIS_URL: 'redis://127.0.0.1:1', JWT_SECRET: 'x'.repeat(40), ADMIN_API_TOKEN: 'an-admin-token-of-the-test', EDGE_PORT: 8005 })
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(httpAdapterOptions()), { logger: false });
  try {
    const served: string[] = [];
    app.getHttpAdapter().getInstance().addHook('onRoute', (route) => {
      for (const method of [route.method].flat()) if (method !== 'HEAD') served.push(`${method} ${route.url}`);
    });
    await configureHttp(app);
    await app.init();
    expect(served.sort()).toEqual(handlers().map(({ where }) => where).sort());
  } finally {
    await app.close();
    await nats.stop();
  }
}, 30_000);

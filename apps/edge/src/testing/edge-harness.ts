import { MessagingModule, natsMicroserviceOptions } from '@longwave/messaging';
import { loadConfig } from '@longwave/service';
import type { INestMicroservice } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { EdgeConfig } from '../edge.config';
import { EdgeModule } from '../edge.module';

/** Starts an edge in this process, on the loopback; its servers are the test's own. */
export async function startEdge(nats: { url: string; user: string; password: string }, settings: Record<string, string>): Promise<INestMicroservice> {
  const address = { url: nats.url, user: nats.user, password: nats.password, name: 'edge' };
  const config = loadConfig(EdgeConfig, { NATS_URL: nats.url, BIND_ADDRESS: '127.0.0.1', ...settings });
  const module = await Test.createTestingModule({ imports: [MessagingModule.forRoot(address), EdgeModule] })
    .overrideProvider(EdgeConfig).useValue(config).compile();
  const app = module.createNestMicroservice({ ...natsMicroserviceOptions(address), logger: false });
  await app.listen();
  return app;
}

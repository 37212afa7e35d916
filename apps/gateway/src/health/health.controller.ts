import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access } from '../endpoint/access';
import { Endpoint } from '../endpoint/endpoint';
import { HealthView } from './health.dto';
import { HealthService } from './health.service';
import { MetricsService } from './metrics.service';

/** For whoever watches the station. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly metrics: MetricsService,
  ) {}

  @Access('public')
  @Endpoint({
    method: 'GET', path: '/health', id: 'getHealth', tag: 'Operation', summary: 'Whether sound reaches the listeners',
    description: 'Answers 200 only while sound that is not silent leaves every channel’s encoder and reaches an edge, or silence is what an operator asked for; else 503 with the same body.',
    reply: HealthView, alsoStatus: [503],
  })
  async check(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthView> {
    const health = await this.health.check();
    void reply.status(health.ok ? 200 : 503).header('cache-control', 'no-store');
    return health;
  }

  @Access('public')
  @Endpoint({ method: 'GET', path: '/metrics', id: 'getMetrics', tag: 'Operation', summary: 'Figures for Prometheus', produces: ['text/plain'] })
  async scrape(@Res() reply: FastifyReply): Promise<void> {
    const text = await this.metrics.text();
    await reply.header('content-type', this.metrics.contentType).header('cache-control', 'no-store').send(text);
  }
}

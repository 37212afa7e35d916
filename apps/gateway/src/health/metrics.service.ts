import { queueContract } from '@longwave/contracts';
import { ServiceClient } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ListenersService } from '../channels/listeners.service';
import { EventsService } from '../events/events.service';
import { HealthService } from './health.service';
import { MixerFigures } from './mixer-figures';

/** One answered request. */
export interface RequestFigures {
  method: string;
  /** The address's pattern, so that ids do not make a series each. */
  route: string;
  status: number;
  seconds: number;
}

/** Figures for Prometheus. */
@Injectable()
export class MetricsService {
  private readonly log = createLogger('metrics');
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'longwave_http_request_seconds', help: 'Time to answer a request.', labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5], registers: [this.registry],
  });
  private readonly listeners = this.gauge('longwave_listeners', 'Connected listeners.');
  private readonly queueLength = this.gauge('longwave_queue_length', 'Requests that wait.');
  private readonly healthy = this.gauge('longwave_channel_healthy', '1 while sound reaches an edge, or silence was asked for.');
  private readonly mixers = new MixerFigures(this.registry);
  private readonly edgeBehind = this.gauge('longwave_edge_behind_seconds', 'Sound that the edge is behind the mixer.');
  private readonly streams = new Gauge({ name: 'longwave_event_streams', help: 'Open event streams of this gateway.', registers: [this.registry] });

  constructor(
    private readonly services: ServiceClient,
    private readonly health: HealthService,
    private readonly listenerCounts: ListenersService,
    private readonly events: EventsService,
  ) {
    collectDefaultMetrics({ register: this.registry, prefix: 'longwave_control_' });
  }

  readonly contentType = this.registry.contentType;

  observe({ method, route, status, seconds }: RequestFigures): void {
    this.requests.observe({ method, route, status: String(status) }, seconds);
  }

  async text(): Promise<string> {
    for (const gauge of [this.listeners, this.queueLength, this.healthy, this.edgeBehind, this.mixers]) gauge.reset();
    this.streams.set(this.events.openClients);
    await Promise.all((await this.health.reports()).map(async ({ view, mixer }) => {
      const labels = { channel: String(view.channelId) };
      this.listeners.set(labels, this.listenerCounts.of(view.channelId));
      this.healthy.set(labels, view.ok ? 1 : 0);
      if (mixer) this.mixers.set(mixer);
      if (view.edgeBehindSeconds !== null) this.edgeBehind.set(labels, view.edgeBehindSeconds);
      await this.setQueueLength(labels, view.channelId);
    }));
    return this.registry.metrics();
  }

  private async setQueueLength(labels: { channel: string }, channelId: number): Promise<void> {
    try {
      this.queueLength.set(labels, (await this.services.call(queueContract.list, { channelId })).total);
    } catch (err) {
      this.log.debug({ err, channelId }, 'no queue length');
    }
  }

  private gauge(name: string, help: string): Gauge<'channel'> {
    return new Gauge({ name, help, labelNames: ['channel'], registers: [this.registry] });
  }
}

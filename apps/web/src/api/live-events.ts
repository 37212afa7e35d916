import type { LiveEvents } from '@longwave/api-client';
import { backOffMs } from '../shared/back-off-ms';
import { createStore } from '../shared/store';

type Handlers = { [Kind in keyof LiveEvents]: (data: LiveEvents[Kind]) => void };
export type LiveStatus = 'connecting' | 'open' | 'lost';

/** The live events of a channel, connected again for as long as they are wanted. */
export class LiveEventsReader {
  readonly status = createStore<LiveStatus>('connecting');
  private source: EventSource | undefined;
  private retry: number | undefined;
  private failures = 0;

  constructor(
    private readonly channelId: number,
    private readonly handlers: Handlers,
  ) {}

  open(): void {
    const source = new EventSource(`/events?channel=${this.channelId}`);
    this.source = source;
    source.addEventListener('open', () => {
      this.failures = 0;
      this.status.set('open');
    });
    source.addEventListener('error', () => {
      this.status.set('lost');
      // After a broken connection the browser tries again by itself; after a refusal, such as while the gateway starts, it does not.
      if (source.readyState === EventSource.CLOSED) this.openLater();
    });
    this.hear(source, 'now_playing');
    this.hear(source, 'queue');
    this.hear(source, 'listeners');
  }

  close(): void {
    window.clearTimeout(this.retry);
    this.source?.close();
  }

  private hear<Kind extends keyof LiveEvents>(source: EventSource, kind: Kind): void {
    source.addEventListener(kind, (event: MessageEvent<string>) => this.handlers[kind](JSON.parse(event.data) as LiveEvents[Kind]));
  }

  private openLater(): void {
    this.failures += 1;
    window.clearTimeout(this.retry);
    this.retry = window.setTimeout(() => this.open(), backOffMs(this.failures, Math.random()));
  }
}

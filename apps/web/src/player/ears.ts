import { fetchListenerStart } from './listener-start.http-client';
import { heardSample } from './heard-sample';
import type { ListenerStart } from './heard-sample';
import type { PlayerEngine } from './player-engine';
import { listenerIdOf } from './player-state';

const FIRST_LOOK_MS = 100;
const SLOWEST_LOOK_MS = 3_000;

/** A sample of a channel's count, and of which count. */
export interface ChannelSample {
  timelineId: string;
  sample: number;
}

/** Knows which sample of the channel is heard on this page. */
export class Ears {
  private start: (ListenerStart & { listenerId: string }) | undefined;
  private stopLooking: AbortController | undefined;
  private lookedFor: string | undefined;

  /** @param timelineId the time line that the programme is told on */
  constructor(
    private readonly engine: PlayerEngine,
    private readonly timelineId: () => string | undefined,
  ) {
    engine.state.subscribe(() => this.follow());
  }

  /** What is heard now; undefined while nothing is, or while the edge has not told where it began. */
  heard(): ChannelSample | undefined {
    const state = this.engine.state.get();
    if (state.status !== 'playing' && state.status !== 'stalled') return undefined;
    const time = this.engine.elementTime();
    if (!time || this.start?.listenerId !== state.listenerId) return undefined;
    return { timelineId: this.start.timelineId, sample: heardSample(this.start, time) };
  }

  /** The programme moved to another time line: the edge tells where this listener is on it. */
  followTimeline(): void {
    if (this.start && this.start.timelineId !== this.timelineId()) this.look();
  }

  private follow(): void {
    const listenerId = listenerIdOf(this.engine.state.get());
    if (listenerId === this.lookedFor) return;
    this.lookedFor = listenerId;
    this.look();
  }

  private look(): void {
    this.stopLooking?.abort();
    this.stopLooking = new AbortController();
    void this.lookUntilFound(this.lookedFor, this.stopLooking.signal);
  }

  private async lookUntilFound(listenerId: string | undefined, signal: AbortSignal): Promise<void> {
    const mount = this.engine.currentMount();
    if (listenerId === undefined || !mount) return;
    for (let waitMs = FIRST_LOOK_MS; !signal.aborted; waitMs = Math.min(SLOWEST_LOOK_MS, waitMs * 1.5)) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      // The browser connects in its own time: before that there is nobody for the edge to know.
      if (signal.aborted || !this.engine.elementTime()) continue;
      const start = await fetchListenerStart(mount, listenerId, signal);
      if (signal.aborted) return;
      if (start) this.start = { ...start, listenerId };
      const wanted = this.timelineId();
      if (start && (wanted === undefined || wanted === start.timelineId)) return;
    }
  }
}

import { type ChannelOwner, kvKeys } from '@longwave/contracts';
import { MediaKv } from '@longwave/messaging';
import type { NatsConnection } from '@nats-io/nats-core';
import { ExtraMixer } from '../station/extra-mixer';
import type { TestStation } from '../station/start-station';
import { waitFor } from '../wait/wait-for';

/** What was done to a mixer, and when by `performance.now()`. */
export interface Fault {
  signal: NodeJS.Signals;
  instanceId: string;
  pid: number;
  at: number;
}

/** The mixers of a station, and which of them owns its first channel. */
export class MixerFleet {
  readonly #kv: MediaKv;
  #extra: ExtraMixer | undefined;

  /** @param count how many there shall be: a station that runs fewer gets another beside it */
  constructor(private readonly station: TestStation, connection: NatsConnection, private readonly count: number) {
    this.#kv = new MediaKv(connection);
    if (count > station.mixers().length) this.#extra = new ExtraMixer(station, 'second');
  }

  /** Those that run now. */
  get mixers(): { instanceId: string; pid: number }[] {
    const pid = this.#extra?.pid;
    return [...this.station.mixers(), ...(this.#extra && pid !== undefined ? [{ instanceId: this.#extra.instanceId, pid }] : [])];
  }

  /**
   * Who owns channel 1, by the KV.
   *
   * @throws Error when it is none of these mixers
   */
  async owner(): Promise<{ instanceId: string; pid: number }> {
    const entry = await this.#kv.get<ChannelOwner>(kvKeys.owner(1));
    const found = this.mixers.find(({ instanceId }) => instanceId === entry?.value.instanceId);
    if (!found) throw new Error(`the owner ${String(entry?.value.instanceId)} is none of ${JSON.stringify(this.mixers)}`);
    return found;
  }

  async signalOwner(signal: NodeJS.Signals): Promise<Fault> {
    const { pid, instanceId } = await this.owner();
    const at = performance.now();
    process.kill(pid, signal);
    return { signal, instanceId, pid, at };
  }

  /** Waits until all run again, another process in the place of the one that was ended. */
  async allBack(ended: Fault, timeoutMs = 15_000): Promise<void> {
    const isBack = (): boolean => this.mixers.length >= this.count && this.mixers.every(({ pid }) => pid !== ended.pid && isAlive(pid));
    await waitFor(isBack, { timeoutMs, what: `${this.count} mixers again` });
  }

  /** Ends what was started beside the station. */
  async stop(): Promise<void> {
    await this.#extra?.stop();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

import { mixerContract } from '@longwave/contracts';
import type { SilenceCounts } from '@longwave/contracts';
import type { EventBus } from '@longwave/messaging';
import type { Logger } from 'pino';
import type { EngineEvent } from '../render/engine-events';

type SilenceEvent = Extract<EngineEvent, { type: 'silence-started' | 'silence-ended' }>;

/** Tells others of a channel's silences, and counts them. */
export class SilenceLog {
  readonly counts: SilenceCounts = { live: 0, requests: 0, playlist: 0, output: 0 };

  constructor(private readonly deps: { channelId: number; bus: EventBus; log: Logger; nextRev: () => number; thresholdDbfs: () => number }) {}

  add({ type, place, sample, rmsDb, silentForMs }: SilenceEvent): void {
    const { channelId, bus, log, nextRev, thresholdDbfs } = this.deps;
    const fact = { rev: nextRev(), channelId, where: place, sample, thresholdDbfs: thresholdDbfs(), rmsDb, silentForMs };
    if (type === 'silence-started') {
      this.counts[place] += 1;
      log.warn({ channelId, where: place, sample, rmsDb }, 'silent for too long');
      bus.publish(mixerContract.silenceStarted, fact);
    } else {
      log.info({ channelId, where: place, sample, rmsDb, silentForMs }, 'silent no more');
      bus.publish(mixerContract.silenceEnded, fact);
    }
  }
}

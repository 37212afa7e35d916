import { libraryContract } from '@longwave/contracts';
import type { StoredPlayhead } from '@longwave/contracts';
import type { ServiceClient } from '@longwave/messaging';
import type { Logger } from 'pino';
import type { MediaCache } from '../media-cache/media-cache.service';

/** Tracks that come next and are kept ready as well. */
const UPCOMING = 2;

/** Keeps the files that play on channels of others here as well, so that a take-over goes on in the same song. */
export class StandbyPrefetch {
  constructor(private readonly deps: { services: ServiceClient; cache: MediaCache; log: Logger }) {}

  /** What plays, what fades out, and what comes next, in the order in which it would be missed. */
  async follow(playhead: StoredPlayhead): Promise<void> {
    const onBus = playhead.mix?.voices.flatMap(({ source }) => (source.kind === 'file' ? [source.item] : [])) ?? [];
    const items = [...onBus, ...playhead.upcoming.slice(0, UPCOMING)];
    for (const trackId of new Set(items.map((item) => item.trackId))) await this.fetch(trackId);
  }

  private async fetch(trackId: string): Promise<void> {
    const { services, cache, log } = this.deps;
    if (cache.findTrack(trackId)) return;
    try {
      await cache.fetch(await services.call(libraryContract.getTrackMedia, { trackId }));
    } catch (err) {
      log.debug({ err, trackId }, 'a track of another mixer could not be fetched; a take-over would go on with the next one');
    }
  }
}

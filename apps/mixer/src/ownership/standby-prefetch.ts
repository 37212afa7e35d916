import { libraryContract } from '@longwave/contracts';
import type { StoredPlayhead } from '@longwave/contracts';
import type { ServiceClient } from '@longwave/messaging';
import type { Logger } from 'pino';
import type { MediaCache } from '../media-cache/media-cache.service';

/** Keeps the files that play on channels of others here as well, so that a take-over goes on in the same song. */
export class StandbyPrefetch {
  constructor(private readonly deps: { services: ServiceClient; cache: MediaCache; log: Logger }) {}

  async follow(playhead: StoredPlayhead): Promise<void> {
    const trackId = playhead.item?.trackId;
    const { services, cache, log } = this.deps;
    if (trackId === undefined || cache.findTrack(trackId)) return;
    try {
      await cache.fetch(await services.call(libraryContract.getTrackMedia, { trackId }));
    } catch (err) {
      log.debug({ err, trackId }, 'a track of another mixer could not be fetched; a take-over would go on with the next one');
    }
  }
}

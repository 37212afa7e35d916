import { OggDemuxer, OggHeaderCollector } from '@longwave/audio';
import { joinTitle } from '../protocol/title-update';

/** Reads the titles in the comments of an Ogg stream's links. */
export class OggTitles {
  readonly #demuxer = new OggDemuxer();
  readonly #collector = new OggHeaderCollector();

  /** Takes the next bytes; gives the title of a link that has begun with one in them. */
  push(bytes: Uint8Array): string | undefined {
    let title: string | undefined;
    for (const page of this.#demuxer.push(bytes)) {
      if (this.#collector.push(page) !== 'headers-complete') continue;
      const comments = this.#collector.headers?.comments;
      // A link without comments says nothing, rather than that there is no title.
      title = joinTitle(comments?.artist, comments?.title) || title;
    }
    return title;
  }
}

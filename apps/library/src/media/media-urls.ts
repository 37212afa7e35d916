import { signResource } from './media-signature';

/** How long an address opens its file. */
const GOOD_FOR_S = 60;

/** Makes the media server's signed addresses. */
export class MediaUrls {
  constructor(
    private readonly baseUrl: string,
    private readonly secret: string,
    private readonly nowMs: () => number,
  ) {}

  /** Address of a track's bytes. */
  media(contentHash: string): string {
    return this.signed('media', contentHash);
  }

  /** Address of a cover. */
  cover(coverHash: string): string {
    return this.signed('covers', coverHash);
  }

  private signed(kind: 'media' | 'covers', hash: string): string {
    const expiresAtS = Math.floor(this.nowMs() / 1000) + GOOD_FOR_S;
    const signature = signResource({ kind, hash, expiresAtS }, this.secret);
    return `${this.baseUrl.replace(/\/$/, '')}/${kind}/${hash}?exp=${expiresAtS}&sig=${signature}`;
  }
}

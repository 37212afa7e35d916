import { AppError } from '@longwave/contracts';
import type { CoverLocation } from '@longwave/contracts';
import { Injectable } from '@nestjs/common';
import { MediaUrls } from '../media/media-urls';
import { CoverStore } from './cover-store';

@Injectable()
export class CoverService {
  constructor(
    private readonly covers: CoverStore,
    private readonly urls: MediaUrls,
  ) {}

  async locate(coverHash: string): Promise<CoverLocation> {
    const cover = await this.covers.open(coverHash);
    if (cover === undefined) throw new AppError('COVER_NOT_FOUND', 'there is no such cover', { coverHash });
    await cover.handle.close();
    return { url: this.urls.cover(coverHash), contentType: cover.contentType };
  }
}

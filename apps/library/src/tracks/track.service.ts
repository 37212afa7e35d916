import { AppError } from '@longwave/contracts';
import type { SearchTracksRequest, TrackDto, TrackList, TrackMediaDto } from '@longwave/contracts';
import { Injectable } from '@nestjs/common';
import { isUnavailable } from '../is-unavailable';
import { MediaFiles } from '../media/media-files';
import { MediaUrls } from '../media/media-urls';
import { MusicFolder } from '../media/music-folder';
import { fittingInReply } from '../reply-size';
import { searchWords } from './search-text';
import { toTrackDto, toTrackMediaDto } from './to-track-dto';
import type { TrackEntity } from './track.entity';
import { TrackMemory } from './track-memory';
import { TrackRepository } from './track.repository';

/** Tracks. Those read lately are answered from memory while the database is away. */
@Injectable()
export class TrackService {
  private readonly memory = new TrackMemory();

  constructor(
    private readonly tracks: TrackRepository,
    private readonly urls: MediaUrls,
    private readonly files: MediaFiles,
    private readonly folder: MusicFolder,
  ) {}

  async get(trackId: string): Promise<TrackDto> {
    const track = await this.orRecalled(this.tracks.find(trackId), trackId);
    if (track === undefined) throw new AppError('TRACK_NOT_FOUND', 'there is no such track', { trackId });
    return toTrackDto(track);
  }

  async getMedia(trackId: string): Promise<TrackMediaDto> {
    const playable = this.tracks.findPlayable([trackId]).then(([track]) => track ?? null);
    const track = await this.orRecalled(playable, trackId);
    if (track !== undefined) return this.toMedia(track);
    if ((await this.tracks.find(trackId)) === null) throw new AppError('TRACK_NOT_FOUND', 'there is no such track', { trackId });
    // A scan takes all that a drive holds for missing while it is not mounted. That passes, and requests wait for it.
    if (!(await this.folder.isThere())) throw new AppError('SERVICE_UNAVAILABLE', 'the music folder is away', { trackId });
    throw new AppError('TRACK_NOT_PLAYABLE', 'the file of this track is gone', { trackId });
  }

  async search({ query, limit, offset }: SearchTracksRequest): Promise<TrackList> {
    const { items, total } = await this.tracks.search(searchWords(query), limit, offset);
    return { items: fittingInReply(items.map(toTrackDto)), total };
  }

  /** These tracks, as far as they are playable, in the given order. */
  async mediaOf(trackIds: readonly string[]): Promise<TrackMediaDto[]> {
    const found = new Map((await this.playableOrRecalled(trackIds)).map((track) => [track.trackId, track]));
    return trackIds.flatMap((trackId) => {
      const track = found.get(trackId);
      return track === undefined ? [] : [this.toMedia(track)];
    });
  }

  /** Whether it can be told without the database. */
  isRemembered(trackId: string): boolean {
    return this.memory.recall(trackId) !== undefined;
  }

  private async playableOrRecalled(trackIds: readonly string[]): Promise<TrackEntity[]> {
    try {
      const tracks = await this.tracks.findPlayable(trackIds);
      this.memory.remember(tracks);
      // An address is worth nothing without its file.
      await this.files.remember(tracks.map(({ contentHash }) => contentHash));
      return tracks;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return trackIds.map((trackId) => this.memory.recall(trackId)).filter((track) => track !== undefined);
    }
  }

  private async orRecalled(reading: Promise<TrackEntity | null>, trackId: string): Promise<TrackEntity | undefined> {
    try {
      const track = (await reading) ?? undefined;
      if (track !== undefined) this.memory.remember([track]);
      return track;
    } catch (error) {
      const recalled = isUnavailable(error) ? this.memory.recall(trackId) : undefined;
      if (recalled === undefined) throw error;
      return recalled;
    }
  }

  private toMedia(track: TrackEntity): TrackMediaDto {
    return toTrackMediaDto(track, this.urls.media(track.contentHash));
  }
}

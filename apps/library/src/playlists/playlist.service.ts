import { AppError } from '@longwave/contracts';
import type { CreatePlaylistRequest, Empty, ListPlaylistTracksRequest, PlaylistDto, PlaylistList, SetPlaylistTracksRequest, TrackList } from '@longwave/contracts';
import { cleanText } from '@longwave/audio';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { ChannelService } from '../channels/channel.service';
import { fittingInReply } from '../reply-size';
import { toTrackDto } from '../tracks/to-track-dto';
import { TrackRepository } from '../tracks/track.repository';
import type { PlaylistEntity } from './playlist.entity';
import { PlaylistNotifier } from './playlist-notifier';
import { PlaylistRepository } from './playlist.repository';

/** Tracks in one answer unless told otherwise; `total` tells how many there are. */
const LISTED_TRACKS = 200;

@Injectable()
export class PlaylistService {
  constructor(
    private readonly playlists: PlaylistRepository,
    private readonly tracks: TrackRepository,
    private readonly channels: ChannelService,
    private readonly notifier: PlaylistNotifier,
  ) {}

  async list(channelId: number): Promise<PlaylistList> {
    await this.channels.get(channelId);
    const items = await this.playlists.listCounted(channelId);
    return { items, total: items.length };
  }

  async create({ channelId, name }: CreatePlaylistRequest): Promise<PlaylistDto> {
    await this.channels.get(channelId);
    const clean = cleanText(name, 100);
    if (clean === '') throw new AppError('BAD_REQUEST', 'a playlist needs a name', { problems: [{ field: 'name', problem: 'must be readable' }] });
    const playlist = { playlistId: randomUUID(), channelId, name: clean, kind: 'manual' as const };
    await this.playlists.insert({ ...playlist, createdAt: new Date() });
    return { ...playlist, trackCount: 0, isFallback: false };
  }

  async delete(playlistId: string): Promise<Empty> {
    await this.findManual(playlistId);
    await this.playlists.delete(playlistId);
    await this.channels.refresh();
    this.notifier.changed();
    return {};
  }

  async listTracks({ playlistId, limit = LISTED_TRACKS, offset = 0 }: ListPlaylistTracksRequest): Promise<TrackList> {
    const { items, total } = await this.playlists.tracks(await this.find(playlistId), { limit, offset });
    return { items: fittingInReply(items.map(toTrackDto)), total };
  }

  async setTracks({ playlistId, trackIds }: SetPlaylistTracksRequest): Promise<PlaylistDto> {
    await this.findManual(playlistId);
    const known = new Set((await this.tracks.findKnown(trackIds)).map(({ trackId }) => trackId));
    const unknown = trackIds.filter((trackId) => !known.has(trackId));
    if (unknown.length > 0) throw new AppError('TRACK_NOT_FOUND', 'some tracks do not exist', { trackIds: unknown.slice(0, 20) });
    await this.playlists.setTracks(playlistId, trackIds);
    this.notifier.changed();
    const playlist = await this.playlists.findCounted(playlistId);
    if (playlist === undefined) throw notFound(playlistId);
    return playlist;
  }

  private async find(playlistId: string): Promise<PlaylistEntity> {
    const playlist = await this.playlists.find(playlistId);
    if (playlist === null) throw notFound(playlistId);
    return playlist;
  }

  private async findManual(playlistId: string): Promise<void> {
    const { kind } = await this.find(playlistId);
    if (kind === 'library') throw new AppError('PLAYLIST_IS_AUTOMATIC', 'this playlist follows the library by itself', { playlistId });
  }
}

function notFound(playlistId: string): AppError {
  return new AppError('PLAYLIST_NOT_FOUND', 'there is no such playlist', { playlistId });
}

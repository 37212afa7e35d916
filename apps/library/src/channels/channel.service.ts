import { AppError } from '@longwave/contracts';
import type { ChannelDto, ChannelList, UpdateChannelRequest } from '@longwave/contracts';
import { Injectable } from '@nestjs/common';
import { PlaylistNotifier } from '../playlists/playlist-notifier';
import { PlaylistRepository } from '../playlists/playlist.repository';
import { isUnavailable } from '../is-unavailable';
import { ChannelMirror } from './channel-mirror';
import { ChannelRepository } from './channel.repository';
import { toChannelDto } from './to-channel-dto';

/** Channels. Reads are answered from memory while the database is away. */
@Injectable()
export class ChannelService {
  private cache: ChannelDto[] | undefined;

  constructor(
    private readonly channels: ChannelRepository,
    private readonly playlists: PlaylistRepository,
    private readonly mirror: ChannelMirror,
    private readonly notifier: PlaylistNotifier,
  ) {}

  async list(): Promise<ChannelList> {
    const items = await this.all();
    return { items, total: items.length };
  }

  async get(channelId: number): Promise<ChannelDto> {
    const channel = (await this.all()).find((one) => one.channelId === channelId);
    if (channel === undefined) throw channelNotFound(channelId);
    return channel;
  }

  async update({ channelId, ...changes }: UpdateChannelRequest): Promise<ChannelDto> {
    const { fallbackPlaylistId } = changes;
    if (typeof fallbackPlaylistId === 'string') {
      const playlist = await this.playlists.find(fallbackPlaylistId);
      if (playlist?.channelId !== channelId) throw new AppError('PLAYLIST_NOT_FOUND', 'the channel has no such playlist', { playlistId: fallbackPlaylistId });
    }
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const updated = await this.channels.update(channelId, given);
    if (updated === null) throw channelNotFound(channelId);
    await this.refresh();
    if (fallbackPlaylistId !== undefined) this.notifier.changed();
    return toChannelDto(updated);
  }

  /** Reads the channels anew and shows them to the media plane. */
  async refresh(): Promise<ChannelDto[]> {
    this.cache = (await this.channels.list()).map(toChannelDto);
    this.mirror.show(this.cache);
    return this.cache;
  }

  private async all(): Promise<ChannelDto[]> {
    try {
      this.cache = (await this.channels.list()).map(toChannelDto);
      return this.cache;
    } catch (error) {
      if (this.cache !== undefined && isUnavailable(error)) return this.cache;
      throw error;
    }
  }
}

function channelNotFound(channelId: number): AppError {
  return new AppError('CHANNEL_NOT_FOUND', `there is no channel ${channelId}`, { channelId });
}

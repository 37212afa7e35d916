import { AppError } from '@longwave/contracts';
import type { ChannelDto, ChannelList, UpdateChannelRequest } from '@longwave/contracts';
import { cleanText } from '@longwave/audio';
import { Injectable } from '@nestjs/common';
import { PlaylistNotifier } from '../playlists/playlist-notifier';
import { PlaylistRepository } from '../playlists/playlist.repository';
import { isUnavailable } from '../is-unavailable';
import { ChannelMirror } from './channel-mirror';
import { ChannelRepository } from './channel.repository';
import type { ChannelChanges } from './channel.repository';
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
    const given = settable(changes);
    // Also keeps ids that are no integer of the database from it.
    await this.get(channelId);
    const { fallbackPlaylistId } = changes;
    if (typeof fallbackPlaylistId === 'string') {
      const playlist = await this.playlists.find(fallbackPlaylistId);
      if (playlist?.channelId !== channelId) throw new AppError('PLAYLIST_NOT_FOUND', 'the channel has no such playlist', { playlistId: fallbackPlaylistId });
    }
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

/** The fields that were given, texts cleaned: they end in headers, logs and the database, which takes no NUL. */
function settable(changes: Omit<UpdateChannelRequest, 'channelId'>): ChannelChanges {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const cleaned = given.map(([field, value]): [string, unknown] => [field, typeof value === 'string' ? cleanText(value, 500) : value]);
  // What may be left out passes as null too; only "no playlist" means something.
  const problems = cleaned.flatMap(([field, value]) => {
    if (value === null && field !== 'fallbackPlaylistId') return [{ field, problem: `${field} must not be null` }];
    return field === 'name' && value === '' ? [{ field, problem: 'name must be readable' }] : [];
  });
  if (problems.length > 0) throw new AppError('BAD_REQUEST', problems.map(({ problem }) => problem).join('; '), { problems });
  return Object.fromEntries(cleaned);
}

function channelNotFound(channelId: number): AppError {
  return new AppError('CHANNEL_NOT_FOUND', `there is no channel ${channelId}`, { channelId });
}

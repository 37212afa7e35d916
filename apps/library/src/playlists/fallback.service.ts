import { AppError } from '@longwave/contracts';
import type { NextFallbackReply, NextFallbackRequest, TrackMediaDto } from '@longwave/contracts';
import { Injectable } from '@nestjs/common';
import { ChannelRepository } from '../channels/channel.repository';
import type { ChannelEntity } from '../channels/channel.entity';
import { isUnavailable } from '../is-unavailable';
import { TrackService } from '../tracks/track.service';
import { PlaylistRepository } from './playlist.repository';
import { selectNextTracks, trackSpacingOf } from './select-next-tracks';
import type { Candidate } from './select-next-tracks';

/** The fallback playlist of a channel as it was read last. */
export interface Fallback {
  playlistId: string | null;
  candidates: readonly Candidate[];
}

/** Tracks kept in memory for when the database is away: hours of music. */
const REMEMBERED_TRACKS = 200;

/** What the fallback of each channel plays next. Goes on from memory while the database is away. */
@Injectable()
export class FallbackService {
  private readonly fallbacks = new Map<number, Fallback>();
  /** Tracks heard by mixers, newest last: longer than what they tell, so that long playlists are gone through. */
  private readonly heard = new Map<number, string[]>();

  constructor(
    private readonly channels: ChannelRepository,
    private readonly playlists: PlaylistRepository,
    private readonly tracks: TrackService,
  ) {}

  async next({ channelId, count, recentTrackIds }: NextFallbackRequest): Promise<NextFallbackReply> {
    const { candidates } = this.fallbacks.get(channelId) ?? (await this.loadOne(channelId));
    const recent = this.asCandidates(channelId, candidates, recentTrackIds);
    const items = await this.choose(candidates, recent, count);
    return { items };
  }

  /** Reads a channel's fallback anew. @returns what it is now */
  async load(channel: ChannelEntity): Promise<Fallback> {
    const { channelId, fallbackPlaylistId } = channel;
    const playlist = fallbackPlaylistId === null ? null : await this.playlists.find(fallbackPlaylistId);
    const candidates = playlist === null ? [] : await this.playlists.candidates(playlist);
    const fallback = { playlistId: fallbackPlaylistId, candidates };
    this.fallbacks.set(channelId, fallback);
    // What the database tells now is what there is to play when it goes away.
    const unknown = candidates.slice(0, REMEMBERED_TRACKS).filter(({ trackId }) => !this.tracks.isRemembered(trackId));
    if (unknown.length > 0) await this.tracks.mediaOf(unknown.map(({ trackId }) => trackId));
    return fallback;
  }

  private async loadOne(channelId: number): Promise<Fallback> {
    const channel = await this.channels.find(channelId);
    if (channel === null) throw new AppError('CHANNEL_NOT_FOUND', `there is no channel ${channelId}`, { channelId });
    return this.load(channel);
  }

  private async choose(candidates: readonly Candidate[], recent: readonly Candidate[], count: number): Promise<TrackMediaDto[]> {
    const choose = (from: readonly Candidate[]): Promise<TrackMediaDto[]> =>
      this.tracks.mediaOf(selectNextTracks({ candidates: from, recent, count, random: Math.random }).map(({ trackId }) => trackId));
    const remembered = candidates.filter(({ trackId }) => this.tracks.isRemembered(trackId));
    try {
      const items = await choose(candidates);
      // From memory alone only what is remembered can be told.
      return items.length > 0 || remembered.length === 0 ? items : await choose(remembered);
    } catch (error) {
      if (!isUnavailable(error) || remembered.length === 0) throw error;
      return choose(remembered);
    }
  }

  /** All that was heard on a channel, as far back as the choice looks. */
  private asCandidates(channelId: number, candidates: readonly Candidate[], told: readonly string[]): Candidate[] {
    const artists = new Map(candidates.map(({ trackId, artist }) => [trackId, artist]));
    const before = (this.heard.get(channelId) ?? []).filter((trackId) => !told.includes(trackId));
    const heard = [...before, ...told].slice(-trackSpacingOf(candidates.length) - told.length - 1);
    this.heard.set(channelId, heard);
    return heard.map((trackId) => ({ trackId, artist: artists.get(trackId) ?? '' }));
  }
}

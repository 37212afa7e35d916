import { event, rpc } from '../core/contract';
import { Empty } from '../core/empty.dto';
import { ChannelDto } from './channel.dto';
import {
  ChannelList, ChannelRequest, CoverLocation, CoverRequest, CreatePlaylistRequest, GetTrackRequest, ImportStatusDto, ListPlaylistTracksRequest, NextFallbackReply, NextFallbackRequest,
  PlaylistChanged, PlaylistDto, PlaylistList, PlaylistRequest, SearchTracksRequest, SetPlaylistTracksRequest, TrackList, TrackMediaDto, UpdateChannelRequest,
} from './library.dto';
import { CreateRelayRequest, RelayDto, RelayList, RelayRequest, UpdateRelayRequest } from './relay.dto';
import { TrackDto } from './track.dto';

/** Channels, tracks and playlists. */
export const libraryContract = {
  listChannels: rpc({ subject: 'rpc.library.v1.list-channels', request: Empty, reply: ChannelList, errors: [], timeoutMs: 2_000, readOnly: true }),
  getChannel: rpc({ subject: 'rpc.library.v1.get-channel', request: ChannelRequest, reply: ChannelDto, errors: ['CHANNEL_NOT_FOUND'], timeoutMs: 2_000, readOnly: true }),
  updateChannel: rpc({
    subject: 'rpc.library.v1.update-channel', request: UpdateChannelRequest, reply: ChannelDto,
    errors: ['CHANNEL_NOT_FOUND', 'PLAYLIST_NOT_FOUND'], timeoutMs: 2_000, idempotent: true,
  }),
  getTrack: rpc({ subject: 'rpc.library.v1.get-track', request: GetTrackRequest, reply: TrackDto, errors: ['TRACK_NOT_FOUND'], timeoutMs: 2_000, readOnly: true }),
  /** Not for bots: the address in it opens the file. */
  getTrackMedia: rpc({
    subject: 'rpc.library.v1.get-track-media', request: GetTrackRequest, reply: TrackMediaDto,
    errors: ['TRACK_NOT_FOUND', 'TRACK_NOT_PLAYABLE'], timeoutMs: 2_000, idempotent: true,
  }),
  searchTracks: rpc({ subject: 'rpc.library.v1.search-tracks', request: SearchTracksRequest, reply: TrackList, errors: [], timeoutMs: 3_000, readOnly: true }),
  nextFallbackTracks: rpc({
    subject: 'rpc.library.v1.next-fallback-tracks', request: NextFallbackRequest, reply: NextFallbackReply,
    errors: ['CHANNEL_NOT_FOUND'], timeoutMs: 3_000, idempotent: true,
  }),
  listPlaylists: rpc({ subject: 'rpc.library.v1.list-playlists', request: ChannelRequest, reply: PlaylistList, errors: ['CHANNEL_NOT_FOUND'], timeoutMs: 2_000, readOnly: true }),
  createPlaylist: rpc({ subject: 'rpc.library.v1.create-playlist', request: CreatePlaylistRequest, reply: PlaylistDto, errors: ['CHANNEL_NOT_FOUND'], timeoutMs: 2_000 }),
  deletePlaylist: rpc({ subject: 'rpc.library.v1.delete-playlist', request: PlaylistRequest, reply: Empty, errors: ['PLAYLIST_NOT_FOUND', 'PLAYLIST_IS_AUTOMATIC'], timeoutMs: 2_000 }),
  listPlaylistTracks: rpc({
    subject: 'rpc.library.v1.list-playlist-tracks', request: ListPlaylistTracksRequest, reply: TrackList, errors: ['PLAYLIST_NOT_FOUND'], timeoutMs: 3_000, readOnly: true,
  }),
  setPlaylistTracks: rpc({
    subject: 'rpc.library.v1.set-playlist-tracks', request: SetPlaylistTracksRequest, reply: PlaylistDto,
    errors: ['PLAYLIST_NOT_FOUND', 'PLAYLIST_IS_AUTOMATIC', 'TRACK_NOT_FOUND'], timeoutMs: 5_000, idempotent: true,
  }),
  getImportStatus: rpc({ subject: 'rpc.library.v1.get-import-status', request: Empty, reply: ImportStatusDto, errors: [], timeoutMs: 2_000, readOnly: true }),
  startScan: rpc({ subject: 'rpc.library.v1.start-scan', request: Empty, reply: ImportStatusDto, errors: [], timeoutMs: 2_000, idempotent: true }),
  getCover: rpc({ subject: 'rpc.library.v1.get-cover', request: CoverRequest, reply: CoverLocation, errors: ['COVER_NOT_FOUND'], timeoutMs: 2_000, idempotent: true }),
  /** Not for bots: where the programme is sent is the operators' business. */
  listRelays: rpc({ subject: 'rpc.library.v1.list-relays', request: Empty, reply: RelayList, errors: [], timeoutMs: 3_000, idempotent: true }),
  createRelay: rpc({
    subject: 'rpc.library.v1.create-relay', request: CreateRelayRequest, reply: RelayDto,
    errors: ['CHANNEL_NOT_FOUND', 'RELAY_TARGET_TAKEN', 'RELAY_LIMIT_REACHED'], timeoutMs: 2_000,
  }),
  updateRelay: rpc({ subject: 'rpc.library.v1.update-relay', request: UpdateRelayRequest, reply: RelayDto, errors: ['RELAY_NOT_FOUND'], timeoutMs: 3_000, idempotent: true }),
  deleteRelay: rpc({ subject: 'rpc.library.v1.delete-relay', request: RelayRequest, reply: Empty, errors: ['RELAY_NOT_FOUND'], timeoutMs: 2_000 }),

  /** What the fallback of a channel holds has changed: tracks came or went, or another playlist became it. */
  playlistChanged: event({ subject: 'evt.library.v1.playlist-changed', data: PlaylistChanged, channel: (e: PlaylistChanged) => e.channelId }),
} as const;

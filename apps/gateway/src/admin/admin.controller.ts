import {
  ChannelDto, ChannelModeDto, harborContract, ImportStatusDto, libraryContract, LiveSessionDto, livestreamAuthContract, mixerContract, PlaylistDto, PlaylistList, SteeringReply, TrackList,
} from '@longwave/contracts';
import { ServiceClient } from '@longwave/messaging';
import { Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller, userIdOf } from '../auth/caller';
import type { Caller } from '../auth/caller';
import { ChannelInput } from '../channels/channels.dto';
import { Access } from '../endpoint/access';
import { Endpoint } from '../endpoint/endpoint';
import { Input } from '../endpoint/input.decorator';
import { SkipInput } from '../queue/queue.dto';
import {
  CreateLiveTokenInput, CreatePlaylistInput, ListPlaylistTracksInput, LiveTokenInput, LiveTokenView, PlaylistInput, SetModeInput, SetPlaylistTracksInput, UpdateChannelInput,
} from './admin.dto';
import { LiveTokensService } from './live-tokens.service';

const live = 'Admin: live';
const music = 'Admin: music';
const channel = 'Admin: channels';

/** What operators do. */
@Controller()
export class AdminController {
  constructor(
    private readonly services: ServiceClient,
    private readonly liveTokens: LiveTokensService,
  ) {}

  @Access('operator')
  @Endpoint({
    method: 'POST', path: '/admin/livestream/token', id: 'createLiveToken', tag: live, summary: 'Make a go-live token', status: 201,
    description: 'The token is the password of an Icecast source, with any user name. It expires after twice its streaming time.',
    input: CreateLiveTokenInput, reply: LiveTokenView, calls: [livestreamAuthContract.createToken],
  })
  createLiveToken(@Input() input: CreateLiveTokenInput, @Req() request: FastifyRequest): Promise<LiveTokenView> {
    return this.liveTokens.create(input, request.headers.host);
  }

  @Access('operator')
  @Endpoint({
    method: 'DELETE', path: '/admin/livestream/token/:token', id: 'revokeLiveToken', tag: live, summary: 'Revoke a go-live token',
    description: 'By the `token_id` it was made with. Whoever is on the air with it is taken off within seconds.',
    input: LiveTokenInput, calls: [livestreamAuthContract.revokeToken],
  })
  async revokeLiveToken(@Input() input: LiveTokenInput): Promise<void> {
    await this.services.call(livestreamAuthContract.revokeToken, input);
  }

  @Access('operator')
  @Endpoint({
    method: 'POST', path: '/admin/livestream/kick', id: 'kickLive', tag: live, summary: 'Take the DJ off the air',
    input: ChannelInput, reply: LiveSessionDto, calls: [harborContract.kick],
  })
  kick(@Input() input: ChannelInput, @CurrentCaller() caller: Caller): Promise<LiveSessionDto> {
    return this.services.call(harborContract.kick, { ...input, userId: userIdOf(caller) });
  }

  @Access('operator')
  @Endpoint({
    method: 'PATCH', path: '/admin/channels/:channel', id: 'updateChannel', tag: channel, summary: 'Change a channel’s settings',
    description: 'Only the fields given; on the air at once. `fallback_playlist_id` chooses the playlist that plays when nothing else does, `null` none.',
    input: UpdateChannelInput, reply: ChannelDto, calls: [libraryContract.updateChannel],
  })
  updateChannel(@Input() input: UpdateChannelInput): Promise<ChannelDto> {
    return this.services.call(libraryContract.updateChannel, input);
  }

  @Access('operator')
  @Endpoint({
    method: 'POST', path: '/admin/channels/:channel/skip', id: 'adminSkip', tag: channel, summary: 'Skip what plays',
    description: 'The same as `POST /api/v1/queue/{channel}/skip`.',
    input: SkipInput, reply: SteeringReply, calls: [mixerContract.skip],
  })
  skip(@Input() input: SkipInput, @CurrentCaller() caller: Caller): Promise<SteeringReply> {
    return this.services.call(mixerContract.skip, { ...input, userId: userIdOf(caller) });
  }

  @Access('operator')
  @Endpoint({
    method: 'GET', path: '/admin/channels/:channel/mode', id: 'getMode', tag: channel, summary: 'Whether the channel plays or is paused',
    input: ChannelInput, reply: ChannelModeDto, calls: [mixerContract.getMode],
  })
  getMode(@Input() input: ChannelInput): Promise<ChannelModeDto> {
    return this.services.call(mixerContract.getMode, input);
  }

  @Access('operator')
  @Endpoint({
    method: 'PUT', path: '/admin/channels/:channel/mode', id: 'setMode', tag: channel, summary: 'Pause the channel, or let it play',
    description: '`paused` and `none` fade to digital silence, which counts as intended: health stays green. A DJ is heard all the same. `radio` goes on with the next track.',
    input: SetModeInput, reply: ChannelModeDto, calls: [mixerContract.setMode],
  })
  setMode(@Input() input: SetModeInput, @CurrentCaller() caller: Caller): Promise<ChannelModeDto> {
    return this.services.call(mixerContract.setMode, { ...input, userId: userIdOf(caller) });
  }

  @Access('operator')
  @Endpoint({
    method: 'GET', path: '/admin/channels/:channel/playlists', id: 'listPlaylists', tag: music, summary: 'The channel’s playlists',
    input: ChannelInput, reply: PlaylistList, calls: [libraryContract.listPlaylists],
  })
  listPlaylists(@Input() input: ChannelInput): Promise<PlaylistList> {
    return this.services.call(libraryContract.listPlaylists, input);
  }

  @Access('operator')
  @Endpoint({
    method: 'POST', path: '/admin/channels/:channel/playlists', id: 'createPlaylist', tag: music, summary: 'Make an empty playlist', status: 201,
    input: CreatePlaylistInput, reply: PlaylistDto, calls: [libraryContract.createPlaylist],
  })
  createPlaylist(@Input() input: CreatePlaylistInput): Promise<PlaylistDto> {
    return this.services.call(libraryContract.createPlaylist, input);
  }

  @Access('operator')
  @Endpoint({
    method: 'DELETE', path: '/admin/playlists/:playlist', id: 'deletePlaylist', tag: music, summary: 'Delete a playlist',
    description: 'Its tracks stay in the library. The automatic playlist of all music cannot be deleted.',
    input: PlaylistInput, calls: [libraryContract.deletePlaylist],
  })
  async deletePlaylist(@Input() input: PlaylistInput): Promise<void> {
    await this.services.call(libraryContract.deletePlaylist, input);
  }

  @Access('operator')
  @Endpoint({
    method: 'GET', path: '/admin/playlists/:playlist/tracks', id: 'listPlaylistTracks', tag: music, summary: 'The playlist’s tracks in order',
    description: 'A page of them: `total` tells how many there are, `offset` leaves out those before.',
    input: ListPlaylistTracksInput, reply: TrackList, calls: [libraryContract.listPlaylistTracks],
  })
  listPlaylistTracks(@Input() input: ListPlaylistTracksInput): Promise<TrackList> {
    return this.services.call(libraryContract.listPlaylistTracks, input);
  }

  @Access('operator')
  @Endpoint({
    method: 'PUT', path: '/admin/playlists/:playlist/tracks', id: 'setPlaylistTracks', tag: music, summary: 'Set the playlist’s tracks',
    description: 'All of them, in order; an empty list empties it.',
    input: SetPlaylistTracksInput, reply: PlaylistDto, calls: [libraryContract.setPlaylistTracks],
  })
  setPlaylistTracks(@Input() input: SetPlaylistTracksInput): Promise<PlaylistDto> {
    return this.services.call(libraryContract.setPlaylistTracks, input);
  }

  @Access('operator')
  @Endpoint({
    method: 'GET', path: '/admin/library/import', id: 'getImportStatus', tag: music, summary: 'How far the import is, and what was refused',
    reply: ImportStatusDto, calls: [libraryContract.getImportStatus],
  })
  importStatus(): Promise<ImportStatusDto> {
    return this.services.call(libraryContract.getImportStatus, {});
  }

  @Access('operator')
  @Endpoint({
    method: 'POST', path: '/admin/library/scan', id: 'startScan', tag: music, summary: 'Look for new music now', status: 202,
    description: 'It is looked for each minute anyway. The answer tells how far the scan is.',
    reply: ImportStatusDto, calls: [libraryContract.startScan],
  })
  startScan(): Promise<ImportStatusDto> {
    return this.services.call(libraryContract.startScan, {});
  }
}

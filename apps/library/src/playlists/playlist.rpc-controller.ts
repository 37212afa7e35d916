import {
  ChannelRequest, CreatePlaylistRequest, Empty, libraryContract, ListPlaylistTracksRequest, NextFallbackReply, NextFallbackRequest, PlaylistDto, PlaylistList,
  PlaylistRequest, SetPlaylistTracksRequest, TrackList,
} from '@longwave/contracts';
import { Handles } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { FallbackService } from './fallback.service';
import { PlaylistService } from './playlist.service';

@Controller()
export class PlaylistRpcController {
  constructor(
    private readonly playlists: PlaylistService,
    private readonly fallbacks: FallbackService,
  ) {}

  @Handles(libraryContract.listPlaylists)
  list(@Payload() request: ChannelRequest): Promise<PlaylistList> {
    return this.playlists.list(request.channelId);
  }

  @Handles(libraryContract.createPlaylist)
  create(@Payload() request: CreatePlaylistRequest): Promise<PlaylistDto> {
    return this.playlists.create(request);
  }

  @Handles(libraryContract.deletePlaylist)
  delete(@Payload() request: PlaylistRequest): Promise<Empty> {
    return this.playlists.delete(request.playlistId);
  }

  @Handles(libraryContract.listPlaylistTracks)
  listTracks(@Payload() request: ListPlaylistTracksRequest): Promise<TrackList> {
    return this.playlists.listTracks(request);
  }

  @Handles(libraryContract.setPlaylistTracks)
  setTracks(@Payload() request: SetPlaylistTracksRequest): Promise<PlaylistDto> {
    return this.playlists.setTracks(request);
  }

  @Handles(libraryContract.nextFallbackTracks)
  nextFallbackTracks(@Payload() request: NextFallbackRequest): Promise<NextFallbackReply> {
    return this.fallbacks.next(request);
  }
}

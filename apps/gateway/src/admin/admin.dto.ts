import {
  CreateLiveTokenRequest, CreatePlaylistRequest, Describe, ListPlaylistTracksRequest, LiveTokenDto, PlaylistRequest, RevokeLiveTokenRequest, SetModeRequest, SetPlaylistTracksRequest,
  UpdateChannelRequest,
} from '@longwave/contracts';
import { IsString } from 'class-validator';
import { pickFields } from '../endpoint/pick-fields';

export class CreateLiveTokenInput extends pickFields(CreateLiveTokenRequest, ['channelId', 'djName', 'maxStreamingSeconds']) {
  override channelId = 1;
}

/** A go-live token and what to do with it. */
export class LiveTokenView extends LiveTokenDto {
  @Describe('Address of the Icecast source, the token in it.', { example: 'icecast://source:<token>@localhost:8003/live' }) @IsString() url!: string;
  @Describe('A command line that goes live with a file, ready to paste.', {
    example: 'ffmpeg -re -i song.mp3 -vn -c:a libvorbis -f ogg icecast://source:<token>@localhost:8003/live',
  })
  @IsString() command!: string;
}

export class LiveTokenInput extends pickFields(RevokeLiveTokenRequest, ['tokenId']) {}
export class UpdateChannelInput extends UpdateChannelRequest {}
export class SetModeInput extends pickFields(SetModeRequest, ['channelId', 'mode']) {}
export class CreatePlaylistInput extends pickFields(CreatePlaylistRequest, ['channelId', 'name']) {}
export class PlaylistInput extends pickFields(PlaylistRequest, ['playlistId']) {}
export class ListPlaylistTracksInput extends pickFields(ListPlaylistTracksRequest, ['playlistId', 'limit', 'offset']) {
  override limit = 200;
  override offset = 0;
}
export class SetPlaylistTracksInput extends pickFields(SetPlaylistTracksRequest, ['playlistId', 'trackIds']) {}

import { Type } from 'class-transformer';
import {
  ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, IsISO8601, IsNumber, IsOptional, IsString, IsUUID, Length, Matches, Max, MaxLength, Min, ValidateNested,
} from 'class-validator';
import { Describe } from '../core/describe';
import { IsChannelId } from '../core/is-channel-id';
import { ChannelDto } from './channel.dto';
import { TrackDto } from './track.dto';

export class GetTrackRequest {
  @Describe('Id of the track.') @IsUUID() trackId!: string;
}

/** What a mixer needs to play a track. */
export class TrackMediaDto {
  @Describe('The track.', { type: () => TrackDto }) track!: TrackDto;
  @Describe('SHA-256 of the bytes, in hex; the key of the mixer’s cache.') @Matches(/^[0-9a-f]{64}$/) contentHash!: string;
  @Describe('Internal address of the bytes, signed, good for a minute; answers Range.') @IsString() @MaxLength(1000) url!: string;
  @Describe('Size of the file.') @IsInt() @Min(1) bytes!: number;
  @Describe('ffmpeg’s name of the container, found by content.', { example: 'mp3' }) @IsString() @MaxLength(40) format!: string;
  @Describe('Integrated loudness in LUFS (EBU R128), or null when it is silent throughout.', { nullable: true }) @IsOptional() @IsNumber() integratedLufs!: number | null;
  @Describe('True peak in dBFS.') @IsNumber() truePeakDbfs!: number;
  @Describe('Where the sound begins, in milliseconds.') @IsInt() @Min(0) cueInMs!: number;
  @Describe('Where the sound ends, in milliseconds from the file’s beginning.') @IsInt() @Min(0) cueOutMs!: number;
}

export class SearchTracksRequest {
  @Describe('Words, each found in title, artist or album; empty lists everything.', { example: 'night' }) @IsString() @MaxLength(200) query!: string;
  @Describe('How many at most.', { example: 20 }) @IsInt() @Min(1) @Max(100) limit!: number;
  @Describe('How many to leave out.', { example: 0 }) @IsInt() @Min(0) @Max(1_000_000) offset!: number;
}

export class TrackList {
  @Describe('The tracks.', { type: () => TrackDto, isArray: true }) @IsArray() items!: TrackDto[];
  @Describe('How many there are in all.') @IsInt() total!: number;
}

export class ChannelRequest {
  @Describe('Id of the channel.', { example: 1 }) @IsChannelId() channelId!: number;
}

export class ChannelList {
  @Describe('The channels.', { type: () => ChannelDto, isArray: true }) @IsArray() items!: ChannelDto[];
  @Describe('How many there are in all.') @IsInt() total!: number;
}

/** What an operator may change of a channel while it is on the air. */
export class UpdateChannelRequest {
  @Describe('Id of the channel.', { example: 1 }) @IsChannelId() channelId!: number;
  @Describe('Name for people.') @IsOptional() @IsString() @Length(1, 100) name?: string;
  @Describe('What it is about.') @IsOptional() @IsString() @MaxLength(500) description?: string;
  @Describe('Genre.') @IsOptional() @IsString() @MaxLength(100) genre?: string;
  @Describe('The fallback playlist, or null for none.', { nullable: true }) @IsOptional() @IsUUID() fallbackPlaylistId?: string | null;
  @Describe('Length of the crossfade between files, in milliseconds.') @IsOptional() @IsInt() @Min(0) @Max(15_000) crossfadeMs?: number;
  @Describe('Whether a request cuts the running track short.') @IsOptional() @IsBoolean() requestsInterrupt?: boolean;
  @Describe('Songs one listener may have waiting.') @IsOptional() @IsInt() @Min(1) @Max(100) maxWaitingPerUser?: number;
  @Describe('RMS under which sound counts as silence, in dBFS.') @IsOptional() @IsNumber() @Min(-90) @Max(-20) silenceThresholdDbfs?: number;
  @Describe('How long a file may be silent, in milliseconds; 0 for ever.') @IsOptional() @IsInt() @Min(0) @Max(600_000) silenceLimitMs?: number;
  @Describe('How long a DJ may be silent, in milliseconds; 0 for ever.') @IsOptional() @IsInt() @Min(0) @Max(600_000) liveSilenceLimitMs?: number;
}

/** The mixer asks what its fallback plays next. */
export class NextFallbackRequest {
  @Describe('Id of the channel.') @IsChannelId() channelId!: number;
  @Describe('How many tracks.') @IsInt() @Min(1) @Max(20) count!: number;
  @Describe('What was played or is prepared, newest last, so that nothing comes again too soon.')
  @IsArray() @ArrayMaxSize(200) @IsUUID('all', { each: true }) recentTrackIds!: string[];
}

export class NextFallbackReply {
  @Describe('The tracks in playing order; empty when the playlist is.', { type: () => TrackMediaDto, isArray: true }) @IsArray() items!: TrackMediaDto[];
}

export class PlaylistDto {
  @Describe('Id of the playlist.') @IsUUID() playlistId!: string;
  @Describe('Id of the channel it belongs to.') @IsInt() channelId!: number;
  @Describe('Name.', { example: 'All music' }) @IsString() @Length(1, 100) name!: string;
  @Describe('`library` holds every playable track by itself; `manual` holds what an operator put in.', { example: 'library' })
  @IsIn(['library', 'manual']) kind!: 'library' | 'manual';
  @Describe('How many playable tracks it holds.') @IsInt() trackCount!: number;
  @Describe('Whether it is the channel’s fallback.') @IsBoolean() isFallback!: boolean;
}

export class PlaylistList {
  @Describe('The playlists.', { type: () => PlaylistDto, isArray: true }) @IsArray() items!: PlaylistDto[];
  @Describe('How many there are in all.') @IsInt() total!: number;
}

export class CreatePlaylistRequest {
  @Describe('Id of the channel.') @IsChannelId() channelId!: number;
  @Describe('Name.', { example: 'Sunday morning' }) @IsString() @Length(1, 100) name!: string;
}

export class PlaylistRequest {
  @Describe('Id of the playlist.') @IsUUID() playlistId!: string;
}

export class ListPlaylistTracksRequest extends PlaylistRequest {
  @Describe('How many at most; 200 unless told.', { example: 200 }) @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @Describe('How many to leave out; none unless told.', { example: 0 }) @IsOptional() @IsInt() @Min(0) @Max(1_000_000) offset?: number;
}

export class SetPlaylistTracksRequest {
  @Describe('Id of the playlist.') @IsUUID() playlistId!: string;
  @Describe('All its tracks, in order; empty empties it.') @IsArray() @ArrayMaxSize(5000) @ArrayUnique() @IsUUID('all', { each: true }) trackIds!: string[];
}

export class PlaylistChanged {
  @Describe('Grows with every change on the channel.') @IsInt() rev!: number;
  @Describe('Id of the channel.') @IsInt() channelId!: number;
  @Describe('Id of the playlist.') @IsUUID() playlistId!: string;
  @Describe('How many playable tracks it holds now.') @IsInt() trackCount!: number;
}

/** One file that was not taken, with the reason. */
export class RefusedFileDto {
  @Describe('Its path below the music folder, for people to find it.') @IsString() @MaxLength(1000) path!: string;
  @Describe('Why.', { example: 'IMPORT_UNREADABLE' }) @IsString() code!: string;
  @Describe('Why, in words.') @IsString() @MaxLength(500) message!: string;
  @Describe('When, ISO 8601.') @IsISO8601() at!: string;
}

export class ImportStatusDto {
  @Describe('Whether a scan runs now.') @IsBoolean() isScanning!: boolean;
  @Describe('Files found by the running or last scan.') @IsInt() found!: number;
  @Describe('Files dealt with so far.') @IsInt() done!: number;
  @Describe('Playable tracks in the library.') @IsInt() tracks!: number;
  @Describe('Files that were not taken, with reasons, newest first, at most 200. A refused one is looked at again when it changes, one with `IMPORT_NO_SPACE` or `IMPORT_FAILED` by itself.', { type: () => RefusedFileDto, isArray: true })
  @IsArray() @ValidateNested({ each: true }) @Type(() => RefusedFileDto) refused!: RefusedFileDto[];
}

export class CoverRequest {
  @Describe('Hash of the cover, as in `albumArtUrl`.') @Matches(/^[0-9a-f]{8,64}$/) coverHash!: string;
}

export class CoverLocation {
  @Describe('Internal address of the picture, signed, good for a minute.') @IsString() @MaxLength(1000) url!: string;
  @Describe('Its media type.', { example: 'image/jpeg' }) @IsString() @MaxLength(40) contentType!: string;
}

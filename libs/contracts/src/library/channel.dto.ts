import { IsBoolean, IsInt, IsNumber, IsOptional, IsString, IsUUID, Length, Matches, Max, MaxLength, Min } from 'class-validator';
import { Describe } from '../core/describe';
import { IsChannelId } from '../core/is-channel-id';

/** One programme with its queue, tiers and mounts. Copied to the KV entry `channels.<id>`, which media apps watch. */
export class ChannelDto {
  @Describe('Id of the channel; never reused.', { example: 1 }) @IsChannelId() channelId!: number;
  @Describe('Name in addresses: the mounts are `/<slug>` and `/<slug>.mp3`.', { example: 'radio' })
  @Matches(/^[a-z0-9][a-z0-9-]{0,39}$/) slug!: string;
  @Describe('Name for people.', { example: 'Longwave Radio' }) @IsString() @Length(1, 100) name!: string;
  @Describe('What it is about.', { example: 'Our community, around the clock.' }) @IsString() @MaxLength(500) description!: string;
  @Describe('Genre, as Icecast tells it.', { example: 'Various' }) @IsString() @MaxLength(100) genre!: string;
  @Describe('The playlist that plays when nothing else does; null for none.', { nullable: true, example: null })
  @IsOptional() @IsUUID() fallbackPlaylistId!: string | null;
  @Describe('Length of the crossfade between files, in milliseconds.', { example: 4000 }) @IsInt() @Min(0) @Max(15_000) crossfadeMs!: number;
  @Describe('Whether a request cuts the running track short.', { example: false }) @IsBoolean() requestsInterrupt!: boolean;
  @Describe('Songs one listener may have waiting.', { example: 3 }) @IsInt() @Min(1) @Max(100) maxWaitingPerUser!: number;
  @Describe('Loudness every file is brought to, in LUFS.', { example: -16 }) @IsNumber() @Min(-30) @Max(-8) targetLufs!: number;
  @Describe('Bit rate of the Opus mount in kbit/s.', { example: 128 }) @IsInt() @Min(24) @Max(320) opusKbps!: number;
  @Describe('Bit rate of the MP3 mount in kbit/s.', { example: 128 }) @IsInt() @Min(32) @Max(320) mp3Kbps!: number;
  @Describe('RMS of a second, in dBFS, under which sound counts as silence.', { example: -50 }) @IsNumber() @Min(-90) @Max(-20) silenceThresholdDbfs!: number;
  @Describe('How long a file may be silent before it is left for the next one, in milliseconds; 0 for ever.', { example: 8_000 })
  @IsInt() @Min(0) @Max(600_000) silenceLimitMs!: number;
  @Describe('How long a DJ may be silent before the next lower tier takes over, in milliseconds; 0 for ever. The DJ stays connected and is back on the air with the next sound.', { example: 20_000 })
  @IsInt() @Min(0) @Max(600_000) liveSilenceLimitMs!: number;
}

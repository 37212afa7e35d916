import { IsIn, IsInt, IsISO8601, IsString, IsUUID, MaxLength } from 'class-validator';
import { Describe } from '../core/describe';

/** What a streamer sends, told by the first bytes. ffmpeg's demuxer is named so as well. */
export const liveFormats = ['ogg', 'mp3', 'aac'] as const;
export type LiveFormat = (typeof liveFormats)[number];

/** A streamer on the air. Also the KV entry `live.<channel>`. */
export class LiveSessionDto {
  @Describe('Id of the session.') @IsUUID() sessionId!: string;
  @Describe('Id of the channel.') @IsInt() channelId!: number;
  @Describe('The harbor that holds the socket.') @IsString() @MaxLength(100) harborId!: string;
  @Describe('The DJ’s name.', { example: 'Mia' }) @IsString() @MaxLength(100) djName!: string;
  @Describe('Container of the bytes.', { example: 'ogg' }) @IsIn(liveFormats) format!: LiveFormat;
  @Describe('The title told last, or empty.') @IsString() @MaxLength(300) title!: string;
  @Describe('When it began, ISO 8601.') @IsISO8601() startedAt!: string;
}

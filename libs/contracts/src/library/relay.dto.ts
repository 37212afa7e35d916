import { IsArray, IsBoolean, IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, Length, MaxLength, Min } from 'class-validator';
import { Describe } from '../core/describe';
import { IsChannelId } from '../core/is-channel-id';
import { MAX_RELAY_TARGET_LENGTH } from './relay-target';

export const relayFormats = ['opus', 'mp3'] as const;
export type RelayFormat = (typeof relayFormats)[number];

/** `idle`: switched off, or no edge holds it at the moment. `waiting`: for the next try, or for sound to send. */
export const relayStatuses = ['idle', 'waiting', 'connecting', 'connected'] as const;
export type RelayStatus = (typeof relayStatuses)[number];

/** How a relay goes, as the edge that feeds it told at most some seconds ago. */
export class RelayStateDto {
  @Describe('`connected` while it is fed; `connecting`; `waiting` for the next try or for sound; `idle` when it is off or no edge has it.', { example: 'connected' })
  @IsIn(relayStatuses) status!: RelayStatus;
  @Describe('The edge that feeds it, or null.', { nullable: true, example: 'station-edge' }) @IsOptional() @IsString() @MaxLength(100) edgeId!: string | null;
  @Describe('Since when it has been fed without a break, ISO 8601, or null.', { nullable: true }) @IsOptional() @IsISO8601() connectedSince!: string | null;
  @Describe('Why it is not, or was not the last time; null for never.', { nullable: true, example: 'the target refused user or password' })
  @IsOptional() @IsString() @MaxLength(300) lastError!: string | null;
  @Describe('When that was, ISO 8601.', { nullable: true }) @IsOptional() @IsISO8601() lastErrorAt!: string | null;
  @Describe('Connections made by this edge since it took the relay.') @IsInt() @Min(0) connections!: number;
  @Describe('Titles sent by this edge since then.') @IsInt() @Min(0) titlesSent!: number;
  @Describe('Bytes of sound sent by this edge since then.') @IsInt() @Min(0) bytesSent!: number;
}

/** A programme sent on to an Icecast server of somebody's. The password is never told. */
export class RelayDto {
  @Describe('Id of the relay.') @IsUUID() relayId!: string;
  @Describe('Id of the channel it sends.', { example: 1 }) @IsInt() channelId!: number;
  @Describe('Name for operators.', { example: 'Mirror in Lisbon' }) @IsString() @MaxLength(100) name!: string;
  @Describe('Where it sends, the password masked.', { example: 'icecast://source:***@icecast.example.org:8000/radio.ogg' }) @IsString() @MaxLength(700) target!: string;
  @Describe('What it sends.', { example: 'opus' }) @IsIn(relayFormats) format!: RelayFormat;
  @Describe('Whether it shall be fed.', { example: true }) @IsBoolean() enabled!: boolean;
  @Describe('How it goes.', { type: () => RelayStateDto }) state!: RelayStateDto;
}

export class RelayList {
  @Describe('The relays.', { type: () => RelayDto, isArray: true }) @IsArray() items!: RelayDto[];
  @Describe('How many there are in all.') @IsInt() total!: number;
}

export class CreateRelayRequest {
  @Describe('Id of the channel.', { example: 1 }) @IsChannelId() channelId!: number;
  @Describe('The Icecast server and its mount: `icecast://user:password@host:port/mount`; percent-encode what is special in the password.', {
    example: 'icecast://source:secret@icecast.example.org:8000/radio.ogg',
  })
  @IsString() @Length(1, MAX_RELAY_TARGET_LENGTH) target!: string;
  @Describe('What it sends.', { example: 'opus' }) @IsIn(relayFormats) format!: RelayFormat;
  @Describe('Name for operators; by default host and mount.', { example: 'Mirror in Lisbon' }) @IsOptional() @IsString() @Length(1, 100) name?: string;
}

export class RelayRequest {
  @Describe('Id of the relay.') @IsUUID() relayId!: string;
}

export class UpdateRelayRequest extends RelayRequest {
  @Describe('Whether it shall be fed.', { example: false }) @IsBoolean() enabled!: boolean;
}

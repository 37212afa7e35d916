import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBase64, IsIn, IsInt, IsISO8601, IsString, IsUUID, MaxLength, Min, ValidateNested } from 'class-validator';
import { event, rpc } from '../core/contract';
import { Describe } from '../core/describe';
import { ChannelRequest } from '../library/library.dto';

/** How many listen to a channel at one edge; told when it changes and every 10 s. */
export class ListenersChanged {
  @Describe('Grows with every count of this edge.') @IsInt() rev!: number;
  @Describe('Id of the channel.') @IsInt() channelId!: number;
  @Describe('Which edge counts; counts of several edges add up. One not heard for 30 s is gone.') @IsString() @MaxLength(100) edgeId!: string;
  @Describe('Connected listeners on all mounts of the channel.') @IsInt() @Min(0) listeners!: number;
}

/** Why a listener's connection ended. */
export const sessionEndReasons = ['left', 'too-slow', 'channel-removed', 'server-ended'] as const;
export type SessionEndReason = (typeof sessionEndReasons)[number];

/** A message tells at most this many sessions. */
export const MAX_SESSIONS_PER_EVENT = 100;

/** One listener's stay, told when it is over; for statistics. Tells the listener's network, never the address. */
export class ListenerSession {
  @Describe('Id of this stay.') @IsUUID() sessionId!: string;
  @Describe('Which mount.') @IsIn(['ogg', 'mp3']) mount!: 'ogg' | 'mp3';
  @Describe('How it was sent: one endless Ogg stream, a chained one with titles, or MP3.') @IsIn(['endless', 'chained', 'mp3']) flavour!: 'endless' | 'chained' | 'mp3';
  @Describe('What the player calls itself (User-Agent), cleaned; empty when it said nothing.') @IsString() @MaxLength(200) client!: string;
  @Describe('Network of the listener: the first 24 bits of an IPv4 address, 48 of an IPv6 one.') @IsString() @MaxLength(60) network!: string;
  @Describe('When it began.') @IsISO8601() startedAt!: string;
  @Describe('How long it lasted, in milliseconds.') @IsInt() @Min(0) durationMs!: number;
  @Describe('Bytes of the stream that left for it.') @IsInt() @Min(0) bytesSent!: number;
  @Describe('Why it ended.') @IsIn(sessionEndReasons) reason!: SessionEndReason;
}

/** Stays of listeners that ended, gathered for up to a second and more when very many leave at once. */
export class ListenerSessionsEnded {
  @Describe('Grows with every message of this edge.') @IsInt() rev!: number;
  @Describe('Id of the channel.') @IsInt() channelId!: number;
  @Describe('At which edge.') @IsString() @MaxLength(100) edgeId!: string;
  @Describe('The stays, in the order they ended.', { type: () => ListenerSession, isArray: true })
  @IsArray() @ArrayMaxSize(MAX_SESSIONS_PER_EVENT) @ValidateNested({ each: true }) @Type(() => ListenerSession) sessions!: ListenerSession[];
}

/** How far an edge has sent a channel, so that a restarted mixer goes on after the last sample heard. */
export class StreamPositionDto {
  @Describe('Id of the channel.') @IsInt() channelId!: number;
  @Describe('Id of the sample count.') @IsUUID() timelineId!: string;
  @Describe('The sample after the last one received as programme.') @IsInt() nextSample!: number;
  @Describe('The sample up to which programme should have come by now, by the edge’s own monotonic clock.') @IsInt() dueSample!: number;
}

/**
 * The last second or two that an edge has of a channel: a mixer finds its place in a streamer’s sound by it. None while the
 * edge sends filler; the position is told then too.
 */
export class RecentSoundDto extends StreamPositionDto {
  @Describe('The sample after the last of these packets; nextSample when there are none.') @IsInt() endSample!: number;
  @Describe('Opus packets of 20 ms in a row, base64, oldest first; at most 100, none while filler is sent.') @IsArray() @ArrayMaxSize(100) @IsBase64({}, { each: true }) packets!: string[];
}

/** Listeners. */
export const edgeContract = {
  getStreamPosition: rpc({
    subject: 'rpc.edge.v1.get-stream-position', request: ChannelRequest, reply: StreamPositionDto, errors: ['CHANNEL_NOT_ON_AIR'], timeoutMs: 300, readOnly: true,
  }),
  getRecentSound: rpc({
    subject: 'rpc.edge.v1.get-recent-sound', request: ChannelRequest, reply: RecentSoundDto, errors: ['CHANNEL_NOT_ON_AIR'], timeoutMs: 300, readOnly: true,
  }),
  listenersChanged: event({ subject: 'evt.edge.v1.listeners-changed', data: ListenersChanged, channel: (e: ListenersChanged) => e.channelId }),
  listenerSessionsEnded: event({
    subject: 'evt.edge.v1.listener-sessions-ended', data: ListenerSessionsEnded, channel: (e: ListenerSessionsEnded) => e.channelId,
    // Stays are of people; with network, player and times, one stay can be known again by another.
    bots: false,
  }),
} as const;

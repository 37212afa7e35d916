import { IsBase64, IsIn, IsInt, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { event, rpc } from '../core/contract';
import { Describe } from '../core/describe';
import { IsChannelId } from '../core/is-channel-id';
import { LiveSessionDto } from './live-session.dto';

/**
 * A mixer takes over the bytes of a session. It subscribes to the chunks first, then attaches; the harbor answers with
 * the header pages of the current link (empty for MP3 and AAC, and when the first unacknowledged chunk holds them), sends
 * the unacknowledged chunks again and goes on. Acknowledgements of a lower epoch count no more.
 */
export class AttachRequest {
  @Describe('Id of the session.') @IsUUID() sessionId!: string;
  @Describe('Epoch of the mixer.') @IsInt() @Min(0) @Max(4_294_967_295) epoch!: number;
}

export class AttachReply {
  @Describe('The session.', { type: () => LiveSessionDto }) session!: LiveSessionDto;
  @Describe('Header pages to give to the decoder before the first chunk, base64; may be empty.') @IsBase64() @MaxLength(200_000) header!: string;
  @Describe('Number of the first chunk that will be sent.') @IsInt() nextNumber!: number;
}

/** Why a session ended. */
export const liveEndReasons = ['disconnected', 'time-used-up', 'kicked', 'timed-out', 'unsupported-format', 'harbor-stopped'] as const;
export type LiveEndReason = (typeof liveEndReasons)[number];

export class LiveStarted {
  @Describe('Grows with every change on this channel.') @IsInt() rev!: number;
  @Describe('The session.', { type: () => LiveSessionDto }) session!: LiveSessionDto;
}
export class LiveTitleChanged extends LiveStarted {}
export class LiveEnded extends LiveStarted {
  @Describe('Why.') @IsIn(liveEndReasons) reason!: LiveEndReason;
}

export class KickRequest {
  @Describe('Id of the channel.') @IsChannelId() channelId!: number;
  @Describe('Who kicks, for the log.') @IsString() @MaxLength(64) userId!: string;
}

const channelOf = (data: LiveStarted) => data.session.channelId;

/** Streamers. */
export const harborContract = {
  attach: rpc({ subject: 'rpc.harbor.v1.attach', request: AttachRequest, reply: AttachReply, errors: ['LIVE_SESSION_NOT_FOUND', 'EPOCH_OUTDATED'], timeoutMs: 1_000, idempotent: true }),
  kick: rpc({ subject: 'rpc.harbor.v1.kick', request: KickRequest, reply: LiveSessionDto, errors: ['LIVE_SESSION_NOT_FOUND'], timeoutMs: 2_000 }),

  liveStarted: event({ subject: 'evt.harbor.v1.live-started', data: LiveStarted, channel: channelOf }),
  liveTitleChanged: event({ subject: 'evt.harbor.v1.live-title-changed', data: LiveTitleChanged, channel: channelOf }),
  liveEnded: event({ subject: 'evt.harbor.v1.live-ended', data: LiveEnded, channel: channelOf }),
} as const;

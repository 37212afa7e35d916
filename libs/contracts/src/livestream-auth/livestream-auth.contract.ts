import { IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, Length, Max, MaxLength, Min } from 'class-validator';
import { rpc } from '../core/contract';
import { Describe } from '../core/describe';
import { IsChannelId } from '../core/is-channel-id';
import { Empty } from '../core/empty.dto';
import { type LiveEndReason, liveEndReasons } from '../harbor/harbor.contract';

export class CreateLiveTokenRequest {
  @Describe('Id of the channel.', { example: 1 }) @IsChannelId() channelId!: number;
  @Describe('Name shown while on the air.', { example: 'Mia' }) @IsOptional() @IsString() @Length(1, 100) djName?: string;
  @Describe('Seconds on the air, in all sessions together; 1 to 86,400.', { example: 3600 }) @IsInt() @Min(1) @Max(86_400) maxStreamingSeconds!: number;
}

export class LiveTokenDto {
  @Describe('Id of the token, for revoking it.') @IsUUID() tokenId!: string;
  @Describe('The token: the password of the Icecast source, any user name.') @IsString() token!: string;
  @Describe('The same in 45 characters, for encoders that cut long passwords, such as butt.', { example: 'Xw8afo9eTF6dDg1bjzwqEQ.vQ3k5m0s9T1u2V3w4X5y6Z' }) @IsOptional() @IsString() shortToken?: string;
  @Describe('When it expires, ISO 8601: after twice the streaming time.') @IsISO8601() expiresAt!: string;
  @Describe('Id of the channel.') @IsInt() channelId!: number;
  @Describe('Name shown while on the air.') @IsString() djName!: string;
  @Describe('Seconds on the air, in all sessions together.') @IsInt() maxStreamingSeconds!: number;
}

export class RevokeLiveTokenRequest {
  @Describe('Id of the token.') @IsUUID() tokenId!: string;
}

/** The harbor asks, before it takes a byte of sound. */
export class OpenSessionRequest {
  @Describe('The password the encoder sent.') @IsString() @MaxLength(4096) token!: string;
  @Describe('Id of the channel.') @IsChannelId() channelId!: number;
  @Describe('Id the session shall have.') @IsUUID() sessionId!: string;
  @Describe('The harbor that asks.') @IsString() @MaxLength(100) harborId!: string;
}

export class OpenSessionReply {
  @Describe('Name shown while on the air.') @IsString() djName!: string;
  @Describe('Milliseconds this session may last; the harbor ends it then.') @IsInt() remainingMs!: number;
}

export class SessionRequest {
  @Describe('Id of the session.') @IsUUID() sessionId!: string;
  @Describe('Milliseconds on the air so far.') @IsInt() @Min(0) streamedMs!: number;
}

export class RenewSessionReply {
  @Describe('Milliseconds left from now; 0 or less: end it.') @IsInt() remainingMs!: number;
}

export class CloseSessionRequest extends SessionRequest {
  @Describe('Why it ended.') @IsIn(liveEndReasons) reason!: LiveEndReason;
}

/** Checks a token without taking the slot, for `/admin/metadata`. */
export class CheckTokenRequest {
  @Describe('The token.') @IsString() @MaxLength(4096) token!: string;
  @Describe('Id of the channel.') @IsChannelId() channelId!: number;
}

const refusals = ['LIVE_TOKEN_INVALID', 'LIVE_TOKEN_USED_UP', 'LIVE_TOKEN_REVOKED'] as const;

/** Who may go on the air, when and how long. A slot is held by renewing it every 5 s; it lapses 15 s after the last. */
export const livestreamAuthContract = {
  createToken: rpc({ subject: 'rpc.livestream-auth.v1.create-token', request: CreateLiveTokenRequest, reply: LiveTokenDto, errors: ['CHANNEL_NOT_FOUND'], timeoutMs: 2_000 }),
  revokeToken: rpc({ subject: 'rpc.livestream-auth.v1.revoke-token', request: RevokeLiveTokenRequest, reply: Empty, errors: ['NOT_FOUND'], timeoutMs: 2_000, idempotent: true }),
  checkToken: rpc({ subject: 'rpc.livestream-auth.v1.check-token', request: CheckTokenRequest, reply: Empty, errors: refusals, timeoutMs: 2_000, idempotent: true }),
  openSession: rpc({ subject: 'rpc.livestream-auth.v1.open-session', request: OpenSessionRequest, reply: OpenSessionReply, errors: [...refusals, 'LIVE_SLOT_TAKEN'], timeoutMs: 2_000 }),
  renewSession: rpc({ subject: 'rpc.livestream-auth.v1.renew-session', request: SessionRequest, reply: RenewSessionReply, errors: ['LIVE_SESSION_NOT_FOUND', 'LIVE_TOKEN_REVOKED'], timeoutMs: 2_000, idempotent: true }),
  closeSession: rpc({ subject: 'rpc.livestream-auth.v1.close-session', request: CloseSessionRequest, reply: Empty, errors: [], timeoutMs: 2_000, idempotent: true }),
} as const;

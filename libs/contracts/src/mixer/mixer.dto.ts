import { IsBoolean, IsIn, IsInt, IsISO8601, IsNumber, IsOptional, IsString, IsUUID, Length, MaxLength, Min } from 'class-validator';
import { Describe } from '../core/describe';
import { IsChannelId } from '../core/is-channel-id';
import { TrackDto } from '../library/track.dto';

/** What is on the air: highest first. `silence` only on request (paused, mode none). */
export const tiers = ['live', 'requests', 'playlist', 'noise', 'silence'] as const;
export type Tier = (typeof tiers)[number];

/** The DJ on the air. */
export class DjDto {
  @Describe('Id of the live session.') @IsUUID() sessionId!: string;
  @Describe('The DJ’s name.', { example: 'Mia' }) @IsString() @MaxLength(100) name!: string;
  @Describe('The title the DJ’s encoder tells, or empty.', { example: 'Artist - Title' }) @IsString() @MaxLength(300) title!: string;
  @Describe('When the session began, ISO 8601.') @IsISO8601() startedAt!: string;
}

/** What listeners hear at `startedAtSample` and after. */
export class NowPlayingDto {
  @Describe('Id of the channel.', { example: 1 }) @IsInt() channelId!: number;
  @Describe('Id of the sample count; a new one only when it had to begin anew.') @IsUUID() timelineId!: string;
  @Describe('The sample published last when this was written, on the channel’s 48 kHz count.', { example: 480_000 }) @IsInt() sample!: number;
  @Describe('What is on the air.', { example: 'playlist' }) @IsIn(tiers) tier!: Tier;
  @Describe('The queue entry, when a request plays.', { nullable: true }) @IsOptional() @IsUUID() entryId!: string | null;
  @Describe('The track, when a file plays.', { type: () => TrackDto, nullable: true }) @IsOptional() track!: TrackDto | null;
  @Describe('The DJ, when one is live.', { type: () => DjDto, nullable: true }) @IsOptional() dj!: DjDto | null;
  @Describe('Who asked for the track.', { nullable: true, example: 'guest:4f1c' }) @IsOptional() @IsString() requestedBy!: string | null;
  @Describe('The sample at which this came on the air.', { example: 96_000 }) @IsInt() startedAtSample!: number;
  @Describe('Samples of the track that lie before `startedAtSample`.', { example: 0 }) @IsInt() offsetSamples!: number;
  @Describe('Playing speed.', { example: 1 }) @IsNumber() speed!: number;
  @Describe('Connected listeners; the gateway fills it in.', { example: 12 }) @IsInt() @Min(0) listeners!: number;
}

export class NowPlayingRequest {
  @Describe('Id of the channel.', { example: 1 }) @IsChannelId() channelId!: number;
}

export class NowPlayingChanged {
  @Describe('Grows with every change on this channel.') @IsInt() rev!: number;
  @Describe('What plays from `startedAtSample` on.', { type: () => NowPlayingDto }) nowPlaying!: NowPlayingDto;
}

export class NowPlayingReply extends NowPlayingChanged {}

export class SkipRequest {
  @Describe('Id of the channel.') @IsChannelId() channelId!: number;
  @Describe('Skip only if this entry or track is still on the air, so that two clicks skip one song; null as if it were not given.', { nullable: true })
  @IsOptional() @IsString() @Length(1, 64) expectedId?: string | null;
  @Describe('Who skips, for the log.') @IsString() @Length(1, 64) userId!: string;
}

/** What an operator may ask of a channel. `paused` and `none` send digital silence, and a DJ is heard all the same. */
export const channelModes = ['radio', 'paused', 'none'] as const;

export class ChannelModeDto {
  @Describe('Id of the channel.', { example: 1 }) @IsChannelId() channelId!: number;
  @Describe('`radio` plays; `paused` and `none` send digital silence, and a DJ is heard all the same.', { example: 'radio' })
  @IsIn(channelModes) mode!: (typeof channelModes)[number];
}

export class SetModeRequest extends ChannelModeDto {
  @Describe('Who asks, for the log.') @IsString() @Length(1, 64) userId!: string;
}

/** When a steering call is heard. */
export class SteeringReply {
  @Describe('The sample at which the change is heard.') @IsInt() appliesAtSample!: number;
  @Describe('The sample published last when the call was answered.') @IsInt() nowSample!: number;
}

/** Where it can be silent against what is intended: a tier, or all that is heard. */
export const silencePlaces = ['live', 'requests', 'playlist', 'output'] as const;
export type SilencePlace = (typeof silencePlaces)[number];

/**
 * The output may be silent for so long before it counts as dead air, in milliseconds: a pause in music is shorter, and a
 * file that falls silent is left for another before.
 */
export const OUTPUT_SILENCE_LIMIT_MS = 10_000;

/** How often each place fell silent for longer than it may. */
export class SilenceCounts implements Record<SilencePlace, number> {
  @Describe('DJs.') @IsInt() live!: number;
  @Describe('Requests.') @IsInt() requests!: number;
  @Describe('The playlist.') @IsInt() playlist!: number;
  @Describe('All that is heard.') @IsInt() output!: number;
}

/** Whether *sound* leaves the encoder. */
export class MixerStatusDto {
  @Describe('Id of the channel.') @IsInt() channelId!: number;
  @Describe('The sample after the last one published.') @IsInt() nextSample!: number;
  @Describe('What is on the air.') @IsIn(tiers) tier!: Tier;
  @Describe('RMS of the last second that went into the encoder, in dBFS; −200 for digital silence.') @IsNumber() rmsDb!: number;
  @Describe('RMS of the last second of what is on the air, before fades and limiter, in dBFS; −200 for digital silence.') @IsNumber() tierRmsDb!: number;
  @Describe('RMS of the last second of a DJ who is connected and off the air for his silence, in dBFS; null when there is none.', { nullable: true })
  @IsOptional() @IsNumber() demotedLiveRmsDb!: number | null;
  @Describe('How long the output has been under the channel’s threshold though no silence was asked for, in milliseconds.') @IsInt() silentForMs!: number;
  @Describe('Whether silence is what was asked for.') @IsBoolean() isSilenceRequested!: boolean;
  @Describe('Frames of 20 ms whose time has come since the channel was taken over.') @IsInt() dueFrames!: number;
  @Describe('Those that were rendered late.') @IsInt() lateFrames!: number;
  @Describe('Those that were never rendered, because the standstill was too long to catch up.') @IsInt() missedFrames!: number;
  @Describe('Frames that were sent once more to edges that asked.') @IsInt() resentFrames!: number;
  @Describe('Silences since the channel was taken over.', { type: () => SilenceCounts }) silences!: SilenceCounts;
  @Describe('The epoch of the owner.') @IsInt() epoch!: number;
}

export class TrackEnded {
  @Describe('Grows with every change on this channel.') @IsInt() rev!: number;
  @Describe('Id of the channel.') @IsInt() channelId!: number;
  @Describe('Id of the track.') @IsUUID() trackId!: string;
  @Describe('Its queue entry, when it was a request.', { nullable: true }) @IsOptional() @IsUUID() entryId!: string | null;
  @Describe('Why: played out, skipped, cut short by a higher tier, or it could not be decoded.')
  @IsIn(['ended', 'skipped', 'interrupted', 'failed']) reason!: 'ended' | 'skipped' | 'interrupted' | 'failed';
  @Describe('What went wrong, when it failed.', { nullable: true }) @IsOptional() @IsString() @MaxLength(500) message!: string | null;
  @Describe('The sample at which it was heard last.') @IsInt() endedAtSample!: number;
}

/** A tier, or the output against what is intended, has been silent for longer than it may. */
export class SilenceStarted {
  @Describe('Grows with every change on this channel.') @IsInt() rev!: number;
  @Describe('Id of the channel.') @IsInt() channelId!: number;
  @Describe('Which tier, or the output.') @IsIn(silencePlaces) where!: SilencePlace;
  @Describe('The sample at which this was so.') @IsInt() sample!: number;
  @Describe('The channel’s threshold, in dBFS.') @IsNumber() thresholdDbfs!: number;
  @Describe('RMS of the last second there, in dBFS; −200 for digital silence.') @IsNumber() rmsDb!: number;
  @Describe('How long it had been silent by then, in milliseconds.') @IsInt() silentForMs!: number;
}

/** It sounds again, or nobody is there any more who could be silent. */
export class SilenceEnded extends SilenceStarted {}

export class ChannelMoved {
  @Describe('Grows with every change on this channel.') @IsInt() rev!: number;
  @Describe('Id of the channel.') @IsInt() channelId!: number;
  @Describe('The mixer that owns it now.') @IsString() @MaxLength(100) instanceId!: string;
  @Describe('Its epoch.') @IsInt() epoch!: number;
  @Describe('The first sample it renders.') @IsInt() firstSample!: number;
}

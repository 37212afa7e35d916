import { event, rpc } from '../core/contract';
import {
  ChannelModeDto, ChannelMoved, MixerStatusDto, NowPlayingChanged, NowPlayingReply, NowPlayingRequest, SetModeRequest, SilenceEnded, SilenceStarted, SkipRequest, SteeringReply,
  TrackEnded,
} from './mixer.dto';

/** The sound of a channel. Resend is binary: see `mediaSubjects.resend`. */
export const mixerContract = {
  getNowPlaying: rpc({ subject: 'rpc.mixer.v1.get-now-playing', request: NowPlayingRequest, reply: NowPlayingReply, errors: ['CHANNEL_NOT_ON_AIR'], timeoutMs: 1_000, readOnly: true }),
  getStatus: rpc({ subject: 'rpc.mixer.v1.get-status', request: NowPlayingRequest, reply: MixerStatusDto, errors: ['CHANNEL_NOT_ON_AIR'], timeoutMs: 1_000, readOnly: true }),
  skip: rpc({ subject: 'rpc.mixer.v1.skip', request: SkipRequest, reply: SteeringReply, errors: ['CHANNEL_NOT_ON_AIR', 'NOTHING_TO_SKIP'], timeoutMs: 2_000 }),
  /** Any mixer answers, whoever owns the channel. */
  getMode: rpc({ subject: 'rpc.mixer.v1.get-mode', request: NowPlayingRequest, reply: ChannelModeDto, errors: ['CHANNEL_NOT_FOUND'], timeoutMs: 2_000, readOnly: true }),
  setMode: rpc({ subject: 'rpc.mixer.v1.set-mode', request: SetModeRequest, reply: ChannelModeDto, errors: ['CHANNEL_NOT_FOUND'], timeoutMs: 2_000, idempotent: true }),

  nowPlayingChanged: event({ subject: 'evt.mixer.v1.now-playing-changed', data: NowPlayingChanged, channel: (e: NowPlayingChanged) => e.nowPlaying.channelId }),
  trackEnded: event({ subject: 'evt.mixer.v1.track-ended', data: TrackEnded, channel: (e: TrackEnded) => e.channelId }),
  silenceStarted: event({ subject: 'evt.mixer.v1.silence-started', data: SilenceStarted, channel: (e: SilenceStarted) => e.channelId }),
  silenceEnded: event({ subject: 'evt.mixer.v1.silence-ended', data: SilenceEnded, channel: (e: SilenceEnded) => e.channelId }),
  channelMoved: event({ subject: 'evt.mixer.v1.channel-moved', data: ChannelMoved, channel: (e: ChannelMoved) => e.channelId }),
} as const;

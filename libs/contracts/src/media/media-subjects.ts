/** Binary subjects of the media plane, on core NATS. */
export const mediaSubjects = {
  /** Frame messages of a channel, mixer → edges. */
  frames: (channelId: number) => `audio.v1.${channelId}.opus`,
  /** Chunks of a live session, harbor → mixer. */
  liveChunks: (channelId: number, sessionId: string) => `audio.v1.${channelId}.live.${sessionId}.chunks`,
  /** Acknowledgements of a live session, mixer → harbor. */
  liveAcks: (channelId: number, sessionId: string) => `audio.v1.${channelId}.live.${sessionId}.acks`,
  /**
   * Asks the mixer that owns a channel for what it sent of the last 10 s: JSON `{channelId, fromSample}` in, the joined
   * frame messages out (`decodeResendReply`). No queue group: only the owner answers. Nobody or nothing: an empty reply
   * or none.
   */
  resend: 'rpc.mixer.v1.resend',
} as const;

/** The body of a resend request. */
export interface ResendRequest {
  channelId: number;
  /** The first sample wanted; the reply begins with the message that holds it, or with the oldest kept. */
  fromSample: number;
}

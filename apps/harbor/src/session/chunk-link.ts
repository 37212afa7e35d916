import { type LiveAck, type LiveChunk, decodeLiveAck, encodeLiveChunk, mediaSubjects } from '@longwave/contracts';
import type { NatsConnection, Subscription } from '@nats-io/nats-core';

/** A session's way to its mixer: chunks out, acknowledgements in, over core NATS. */
export class ChunkLink {
  readonly #chunks: string;
  readonly #acks: Subscription;

  constructor(
    private readonly connection: NatsConnection,
    session: { channelId: number; sessionId: string },
    onAck: (ack: LiveAck) => void,
  ) {
    this.#chunks = mediaSubjects.liveChunks(session.channelId, session.sessionId);
    this.#acks = connection.subscribe(mediaSubjects.liveAcks(session.channelId, session.sessionId), {
      callback: (error, message) => {
        const ack = error === null ? decodeLiveAck(message.data) : undefined;
        if (ack) onAck(ack);
      },
    });
  }

  /** Sends chunks. What is sent while NATS is away is lost; whoever waits for its acknowledgement sends it again. */
  send(chunks: readonly LiveChunk[]): void {
    if (this.connection.isClosed()) return;
    for (const chunk of chunks) this.connection.publish(this.#chunks, encodeLiveChunk(chunk));
  }

  close(): void {
    if (!this.connection.isClosed()) this.#acks.unsubscribe();
  }
}

import { decodeFrameMessage, endSample, type FrameMessage, mediaSubjects, PACKET_SAMPLES } from '@longwave/contracts';
import type { NatsConnection } from '@nats-io/nats-core';

/** A frame message as it came over the bus. */
export interface BusMessage {
  /** `performance.now()` when it came. */
  at: number;
  epoch: number;
  timelineId: string;
  firstSample: number;
  endSample: number;
  startsClean: boolean;
}

/** One mixer goes on where another, or itself before, left off. */
export interface Takeover {
  epoch: number;
  fromEpoch: number;
  /** When the last frames of the old epoch came and the first of the new one, `performance.now()`. */
  lastFrameAt: number;
  firstFrameAt: number;
  /** Without frames on the bus. */
  silentMs: number;
  /** From the last frame of the old epoch until the new one's came as promptly as frames did before. */
  caughtUpMs: number | undefined;
  /** The sample after the last one of the old epoch, and the first one of the new. */
  oldEndSample: number;
  firstSample: number;
  startsClean: boolean;
  /** How much later than in the first epoch the promptest frames of the new one came: for so long listeners lack it. */
  shiftMs: number;
}

/** So much later than the promptest frames of its epoch, a frame still counts as prompt. */
const PROMPT_MS = 150;

/** All frames of a channel that a bus carried, with the times they came. */
export class BusRecord {
  readonly messages: BusMessage[] = [];
  /** What was sent for each sample, of whatever epoch; and for which samples the same bytes were sent. */
  readonly #packets = new Map<number, Set<string>>();
  readonly #samples = new Map<string, number[]>();

  constructor(connection: NatsConnection, channelId: number) {
    connection.subscribe(mediaSubjects.frames(channelId), {
      callback: (_error, { data }) => {
        const message = decodeFrameMessage(data);
        if (message) this.#take(message, performance.now());
      },
    });
  }

  #take(message: FrameMessage, at: number): void {
    const { epoch, timelineId, firstSample, startsClean, packets } = message;
    this.messages.push({ at, epoch, timelineId, firstSample, endSample: endSample(message), startsClean });
    packets.forEach((packet, i) => {
      const [sample, key] = [firstSample + i * PACKET_SAMPLES, keyOf(packet)];
      const sent = this.#packets.get(sample);
      if (sent?.has(key)) return;
      this.#packets.set(sample, (sent ?? new Set()).add(key));
      this.#samples.set(key, [...(this.#samples.get(key) ?? []), sample]);
    });
  }

  /** Whether a mixer sent this packet for that sample. */
  hasSent(packet: Uint8Array, sample: number): boolean {
    return this.#packets.get(sample)?.has(keyOf(packet)) ?? false;
  }

  /** The samples for which a packet was sent: a track that is played twice may give the same packets. */
  samplesOf(packet: Uint8Array): readonly number[] {
    return this.#samples.get(keyOf(packet)) ?? [];
  }

  /** The highest epoch heard so far. */
  get epoch(): number {
    return this.messages.reduce((highest, { epoch }) => Math.max(highest, epoch), 0);
  }

  /** When the message came that holds a sample; undefined when none did. */
  arrivalOf(sample: number): number | undefined {
    return this.messages.find((message) => message.firstSample <= sample && sample < message.endSample)?.at;
  }

  /** Each change of the epoch, in order. */
  takeovers(): Takeover[] {
    const found: Takeover[] = [];
    const promptest = this.#promptest();
    let epoch = this.messages[0]?.epoch ?? 0;
    this.messages.forEach((message, i) => {
      if (message.epoch <= epoch) return;
      const before = this.messages.slice(0, i).filter((one) => one.epoch === epoch);
      const last = before.at(-1) ?? message;
      const due = promptest.get(message.epoch) ?? 0;
      const prompt = this.messages.slice(i).find((one) => one.epoch === message.epoch && originOf(one) - due < PROMPT_MS);
      found.push({
        epoch: message.epoch, fromEpoch: epoch, lastFrameAt: last.at, firstFrameAt: message.at, silentMs: message.at - last.at,
        caughtUpMs: prompt && prompt.at - last.at, oldEndSample: Math.max(...before.map((one) => one.endSample)), firstSample: message.firstSample, startsClean: message.startsClean,
        shiftMs: due - (promptest.get(this.messages[0]?.epoch ?? 0) ?? due),
      });
      epoch = message.epoch;
    });
    return found;
  }

  /** For each epoch, when sample 0 would have come as promptly as its promptest frames. */
  #promptest(): Map<number, number> {
    const origins = new Map<number, number>();
    for (const message of this.messages) origins.set(message.epoch, Math.min(origins.get(message.epoch) ?? Number.POSITIVE_INFINITY, originOf(message)));
    return origins;
  }

  /** Messages of an old epoch that came after one of a newer: two mixers at once. */
  stragglers(): BusMessage[] {
    let highest = 0;
    return this.messages.filter(({ epoch }) => epoch < (highest = Math.max(highest, epoch)));
  }
}

function originOf({ at, endSample: end }: BusMessage): number {
  return at - end / 48;
}

function keyOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

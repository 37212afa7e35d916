import { OpusEncoder } from '@discordjs/opus';
import { type ChannelDto, type FrameMessage, encodeFrameMessage, encodeResendReply, eventSubject, mediaSubjects, mixerContract } from '@longwave/contracts';
import type { NatsConnection } from '@nats-io/nats-core';
import { randomUUID } from 'node:crypto';

const BLOCK_MS = 100;

/** A channel's settings, as library would write them. */
export function aChannel(channelId: number, slug: string): ChannelDto {
  return {
    channelId, slug, name: `Tëst ${slug}`, description: 'For tests', genre: 'Various', fallbackPlaylistId: null, crossfadeMs: 4_000, requestsInterrupt: false,
    maxWaitingPerUser: 3, targetLufs: -16, opusKbps: 128, mp3Kbps: 128, silenceThresholdDbfs: -50, silenceLimitMs: 8_000, liveSilenceLimitMs: 20_000,
  };
}

/** Does what a mixer does, with a tone of −12 dBFS: publishes 100 ms every 100 ms, keeps 10 s, sends again on request. */
export class TestMixer {
  timelineId: string = randomUUID();
  epoch = 1;
  nextSample = 48_000_000;
  hz = 440;
  #opus = new OpusEncoder(48_000, 2);
  #sent: { end: number; bytes: Uint8Array }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #startMs = 0;
  #startSample = 0;
  #starts = true;
  answersResend = true;

  constructor(private readonly nats: NatsConnection, readonly channelId: number) {
    this.#opus.setBitrate(128_000);
    nats.subscribe(mediaSubjects.resend, {
      callback: (_error, message) => {
        const { channelId: wanted, fromSample } = message.json<{ channelId: number; fromSample: number }>();
        if (wanted !== channelId || !this.#timer || !this.answersResend) return;
        message.respond(encodeResendReply(this.#sent.filter(({ end }) => end > fromSample).map(({ bytes }) => bytes)));
      },
    });
  }

  /** Renders what is due, faster than real time when it is behind. */
  #catchUp(): void {
    const due = this.#startSample + Math.floor((performance.now() - this.#startMs) / BLOCK_MS) * 4_800;
    while (this.nextSample < due) this.#block();
  }

  #block(): void {
    const packets = Array.from({ length: 5 }, (_, p) => {
      const pcm = Buffer.alloc(960 * 4);
      for (let i = 0; i < 960; i++) {
        const value = Math.round(8_231 * Math.sin((2 * Math.PI * this.hz * ((this.nextSample + p * 960 + i) % 48_000)) / 48_000));
        pcm.writeInt16LE(value, i * 4);
        pcm.writeInt16LE(value, i * 4 + 2);
      }
      if (this.#starts) this.#opus.applyEncoderCTL(4042, 1);
      const packet = this.#opus.encode(pcm);
      if (this.#starts) this.#opus.applyEncoderCTL(4042, 0);
      return packet;
    });
    const message: FrameMessage = { timelineId: this.timelineId, epoch: this.epoch, firstSample: this.nextSample, startsClean: this.#starts, packets };
    this.#starts = false;
    const bytes = encodeFrameMessage(message);
    this.nextSample += 4_800;
    this.#sent = [...this.#sent, { end: this.nextSample, bytes }].slice(-100);
    this.nats.publish(mediaSubjects.frames(this.channelId), bytes);
  }

  /** Begins, with some seconds already played. */
  start({ playedSeconds = 0 } = {}): void {
    this.#startMs = performance.now() - playedSeconds * 1000;
    this.#startSample = this.nextSample;
    this.#starts = true;
    this.#timer = setInterval(() => this.#catchUp(), 20);
    this.#catchUp();
  }

  /** Dies: nothing more comes, and what it kept is gone. */
  die(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#sent = [];
  }

  /** A successor goes on after the last sample, and catches up with the time that passed. */
  succeed(): void {
    this.epoch += 1;
    this.#opus = new OpusEncoder(48_000, 2);
    this.#opus.setBitrate(128_000);
    this.#starts = true;
    this.#timer = setInterval(() => this.#catchUp(), 20);
  }

  /** Tells a title, from now on. */
  tell(title: string, artist: string, rev: number): void {
    const track = { trackId: randomUUID(), name: title, artist, album: '', albumArtUrl: null, durationMs: 60_000, provider: 'local', uri: '', metadata: {} };
    const nowPlaying = {
      channelId: this.channelId, timelineId: this.timelineId, sample: this.nextSample, tier: 'playlist', entryId: null, track, dj: null, requestedBy: null,
      startedAtSample: this.nextSample + 4_800, offsetSamples: 0, speed: 1, listeners: 0,
    };
    this.nats.publish(eventSubject(mixerContract.nowPlayingChanged, this.channelId), JSON.stringify({ rev, nowPlaying }));
  }
}

import { decodeLiveAck, encodeLiveChunk } from '@longwave/contracts';
import { livingChildren } from '@longwave/media-process';
import { makeTone, tempFolder, waitFor } from '@longwave/testing';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PcmSource } from '../render/pcm-source';
import { LiveFeed } from './live-feed';

const CHUNK = 4_096;
let song: Buffer;
const feeds: LiveFeed[] = [];
const sources: PcmSource[] = [];

beforeAll(async () => {
  const file = path.join(tempFolder('feed'), 'tone.mp3');
  await makeTone({ path: file, hz: 440, seconds: 20, dbfs: -12 });
  song = readFileSync(file);
});
afterEach(async () => {
  for (const feed of feeds.splice(0)) feed.close();
  for (const source of sources.splice(0)) source.stop();
  await waitFor(() => livingChildren() === 0, { what: 'end of the children' });
});

function open() {
  const heard = { acked: 0, heardNumber: 0, asked: [] as string[], gaveUp: 0, cuts: 0, source: undefined as PcmSource | undefined, now: 0 };
  const feed = new LiveFeed({
    sessionId: 's', format: 'mp3', epoch: 7, nowMs: () => heard.now,
    sendAck: (bytes) => {
      const { nextNumber, heardNumber } = decodeLiveAck(bytes)!;
      heard.acked = Math.max(heard.acked, nextNumber);
      heard.heardNumber = Math.max(heard.heardNumber, heardNumber);
    },
    offer: (source) => sources.push((heard.source = source)),
    cut: () => (heard.cuts += 1),
    wantsAttach: (why) => heard.asked.push(why),
    gaveUp: () => (heard.gaveUp += 1),
  });
  feeds.push(feed);
  return { feed, heard };
}

/** The song, over and over. */
const chunk = (number: number) => encodeLiveChunk({ number, isEnd: false, bytes: song.subarray((number % count()) * CHUNK, ((number % count()) + 1) * CHUNK) });
const endChunk = (number: number) => encodeLiveChunk({ number, isEnd: true, bytes: new Uint8Array(0) });
const count = () => Math.ceil(song.length / CHUNK);
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

it('decodes chunks in order, whatever order they come in, and acknowledges what was taken', async () => {
  const { feed, heard } = open();
  feed.attached(new Uint8Array(0), 0);
  for (const number of [2, 0, 0, 3, 1, 5, 4, 2, ...numbers(6, 20)]) feed.onMessage(chunk(number));
  await waitFor(() => heard.acked === 20, { what: 'acknowledgement of all' });
  await waitFor(() => heard.source!.availableFrames > 4 * 48_000, { what: 'sound' });
  expect(heard.source!.hasEnded).toBe(false);
});

it('keeps what comes before the harbor answered', async () => {
  const { feed, heard } = open();
  for (const number of numbers(0, 8)) feed.onMessage(chunk(number));
  expect(heard.acked).toBe(0);
  feed.attached(new Uint8Array(0), 0);
  await waitFor(() => heard.acked === 8, { what: 'acknowledgement of all' });
});

it('plays out to the last sample when the encoder ends', async () => {
  const { feed, heard } = open();
  feed.attached(new Uint8Array(0), 0);
  for (const number of numbers(0, 25)) feed.onMessage(chunk(number));
  feed.onMessage(endChunk(25));
  await waitFor(() => heard.source!.hasEnded, { what: 'the end' });
  expect(heard.source!.failure).toBeUndefined();
  // 25 chunks at 128 kbit/s.
  expect(heard.source!.availableFrames / 48_000).toBeCloseTo((25 * CHUNK) / 16_000, 0);
  feed.end();
  await waitFor(() => heard.acked === 26, { what: 'acknowledgement of the end' });
  expect(heard.cuts).toBe(0);
});

it('takes a session that is gone without its end off the air', async () => {
  const { feed, heard } = open();
  feed.attached(new Uint8Array(0), 0);
  for (const number of numbers(0, 25)) feed.onMessage(chunk(number));
  feed.end();
  await waitFor(() => heard.cuts === 1, { timeoutMs: 1_000, what: 'cut' });
});

it('asks again for a chunk that is missing, and goes on when it comes', async () => {
  const { feed, heard } = open();
  feed.attached(new Uint8Array(0), 0);
  heard.now = 2_000;
  for (const number of [0, 1, 3, 4]) feed.onMessage(chunk(number));
  expect(heard.asked).toEqual(['hole']);
  feed.attached(new Uint8Array(0), 2);
  for (const number of [2, 3, 4, 5]) feed.onMessage(chunk(number));
  await waitFor(() => heard.acked === 6, { what: 'acknowledgement of all' });
});

function killDecoders(): void {
  for (const pid of execFileSync('pgrep', ['-P', String(process.pid), 'ffmpeg'], { encoding: 'utf8' }).trim().split('\n')) process.kill(Number(pid), 'SIGKILL');
}
/** The harbor answers, and the decoder that is started dies. */
async function loseDecoder({ feed, heard }: ReturnType<typeof open>, from: number, to: number): Promise<void> {
  const before = heard.asked.length + heard.gaveUp;
  feed.attached(new Uint8Array(0), from);
  for (const number of numbers(from, to)) feed.onMessage(chunk(number));
  await waitFor(() => heard.acked >= to && heard.source!.availableFrames > 0, { what: 'sound' });
  killDecoders();
  await waitFor(() => heard.asked.length + heard.gaveUp > before, { what: 'the end of the decoder' });
}

it('gives up a stream that no decoder lives with, and does not begin again with it over a hole', async () => {
  const session = open();
  const { feed, heard } = session;
  for (let i = 0; i < 6; i += 1) await loseDecoder(session, i * 4, (i + 1) * 4);
  expect([heard.asked, heard.gaveUp]).toEqual([Array.from({ length: 5 }, () => 'decoder'), 1]);
  const last = heard.source;
  // Nothing comes for a while, which is noticed within a second: by another feed too, which looks later than this one.
  const other = open();
  other.feed.attached(new Uint8Array(0), 0);
  heard.now = other.heard.now = 10_000;
  await waitFor(() => other.heard.asked.includes('hole'), { what: 'the look of another' });
  expect(heard.asked).toHaveLength(5);
  feed.attached(new Uint8Array(0), 24);
  feed.onMessage(chunk(24));
  expect(heard.source).toBe(last);
});

it('does not count what a decoder died of after a minute of sound', async () => {
  const session = open();
  const { feed, heard } = session;
  for (let i = 0; i < 5; i += 1) await loseDecoder(session, i * 4, (i + 1) * 4);
  feed.attached(new Uint8Array(0), 20);
  const pcm = new Float32Array(48_000);
  let frames = 0;
  for (let number = 20; frames < 61 * 48_000; number += 1) {
    feed.onMessage(chunk(number));
    // Read meanwhile: a decoder whose ring is full takes nothing.
    await waitFor(() => ((frames += heard.source!.read(pcm)), heard.acked > number), { everyMs: 1, what: 'acknowledgement' });
  }
  killDecoders();
  await waitFor(() => heard.asked.length === 6, { what: 'the end of the decoder' });
  for (let i = 0; i < 4; i += 1) await loseDecoder(session, heard.acked, heard.acked + 4);
  expect(heard.gaveUp).toBe(0);
  expect(heard.asked).toHaveLength(10);
});

it('tries again, and does not count it, when the machine cannot run a decoder', async () => {
  const { feed, heard } = open();
  const searchPath = process.env['PATH'];
  const programs = tempFolder('programs');
  writeFileSync(path.join(programs, 'ffmpeg'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
  process.env['PATH'] = programs;
  try {
    for (let i = 1; i <= 6; i += 1) {
      const began = performance.now();
      feed.attached(new Uint8Array(0), 0);
      for (const number of numbers(0, 4)) feed.onMessage(chunk(number));
      await waitFor(() => heard.asked.length === i, { what: 'the next try' });
      expect(performance.now() - began).toBeGreaterThan(1_000);
    }
  } finally {
    process.env['PATH'] = searchPath;
  }
  // Those bytes were not what it failed of: they are wanted again.
  expect([heard.gaveUp, heard.heardNumber]).toEqual([0, 0]);
  feed.attached(new Uint8Array(0), 0);
  for (const number of numbers(0, 12)) feed.onMessage(chunk(number));
  await waitFor(() => heard.source!.availableFrames > 48_000, { what: 'sound' });
});

it('starts another decoder where the harbor says when one dies', async () => {
  const { feed, heard } = open();
  feed.attached(new Uint8Array(0), 0);
  const first = heard.source!;
  for (const number of numbers(0, 4)) feed.onMessage(chunk(number));
  await waitFor(() => heard.acked === 4, { what: 'acknowledgement of all' });
  killDecoders();
  await waitFor(() => heard.asked.includes('decoder'), { what: 'the end of the decoder' });
  expect(first.hasEnded).toBe(true);
  // Not again what may have killed it: the harbor begins with what this one was not given.
  expect(heard.heardNumber).toBe(4);
  feed.attached(new Uint8Array(0), 4);
  for (const number of numbers(4, 20)) feed.onMessage(chunk(number));
  await waitFor(() => heard.source !== first && heard.source!.availableFrames > 48_000, { what: 'sound' });
});

it('lives with any bytes on its subject', () => {
  const { feed } = open();
  feed.attached(new Uint8Array(0), count());
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => feed.onMessage(bytes)));
});

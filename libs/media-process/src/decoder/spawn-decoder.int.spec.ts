import { goertzelDb, largestStepDbfs } from '@longwave/audio';
import { tempFolder, waitFor } from '@longwave/testing';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { livingChildren } from '../process/spawn-child';
import type { DecoderInput } from './decoder-args';
import { spawnDecoder } from './spawn-decoder';
import type { DecoderOutcome } from './spawn-decoder';

const folder = tempFolder('decoder');
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => waitFor(() => livingChildren() === 0, { what: 'end of the children' }));

function encode(name: string, args: string[], filter = 'sine=440:duration=6,volume=0.5'): string {
  const file = path.join(folder, name);
  if (!existsSync(file)) execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', filter, '-ac', '2', ...args, file]);
  return file;
}

function join(pieces: Float32Array[]): Float32Array {
  const all = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function decode(input: DecoderInput, feed?: Uint8Array): Promise<{ pcm: Float32Array; outcome: DecoderOutcome }> {
  return new Promise((resolve) => {
    const pieces: Float32Array[] = [];
    const decoder = spawnDecoder({
      input,
      onPcm: (pcm) => pieces.push(pcm.slice()),
      onEnd: (outcome) => resolve({ pcm: join(pieces), outcome }),
    });
    if (feed) {
      decoder.feed(feed, () => undefined);
      decoder.endInput();
    }
  });
}

describe('spawnDecoder', () => {
  it.each([
    ['mp3', 'mp3', ['-ar', '44100', '-c:a', 'libmp3lame']],
    ['flac', 'flac', ['-ar', '44100', '-c:a', 'flac']],
    ['ogg', 'ogg', ['-ar', '44100', '-c:a', 'libvorbis']],
    ['opus', 'ogg', ['-ar', '48000', '-c:a', 'libopus']],
    ['m4a', 'mov,mp4,m4a,3gp,3g2,mj2', ['-ar', '44100', '-c:a', 'aac']],
    ['wav', 'wav', ['-ar', '48000']],
  ])('decodes a stretch of %s and begins where it was told to', async (name, format, args) => {
    const file = encode(`chirp.${name}`, args, "aevalsrc='0.5*sin(2*PI*(200*t+20*t*t))':d=6");
    const whole = await decode({ kind: 'file', path: file, format, startMs: 0 });
    const part = await decode({ kind: 'file', path: file, format, startMs: 2345.678, endMs: 4345.678 });
    expect(whole.outcome).toMatchObject({ status: 'ended' });
    expect(part.pcm.length / 2).toBeCloseTo(96_000, -1.5);
    // Against the whole, sample by sample: no wrong offset, no half-decoded beginning.
    const from = Math.round(2345.678 * 48) * 2;
    const worst = Math.min(...[-2, -1, 0, 1, 2].map((shift) => largestDifference(part.pcm, whole.pcm.subarray(from + shift * 2), 96_000)));
    expect(20 * Math.log10(worst)).toBeLessThan(-26);
  });

  it('fails for a container that is not the one told', async () => {
    const file = encode('tone.wav', ['-ar', '48000']);
    expect((await decode({ kind: 'file', path: file, format: 'flac', startMs: 0 })).outcome.status).toBe('failed');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('This is no music at all.\n'.repeat(400))],
    ['noise bytes', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251))],
  ])('fails with a reason for a file of %s', async (name, bytes) => {
    const file = path.join(folder, `bad ${name}.mp3`);
    writeFileSync(file, bytes);
    const { outcome } = await decode({ kind: 'file', path: file, format: 'mp3', startMs: 0 });
    expect(outcome).toMatchObject({ status: 'failed', frames: 0 });
    expect(outcome.message).not.toBe('');
  });

  describe('when the machine cannot run it', () => {
    const searchPath = process.env['PATH'];
    afterEach(() => (process.env['PATH'] = searchPath));
    const sound = (): DecoderInput => ({ kind: 'file', path: encode('tone.wav', ['-ar', '48000']), startMs: 0 });

    it.each([
      ['is not there', undefined],
      ['may not be executed', { text: '#!/bin/sh\n', mode: 0o644 }],
      ['lacks a library', { text: '#!/bin/sh\necho "ffmpeg: error while loading shared libraries: libavcodec.so.59" >&2\nexit 127\n', mode: 0o755 }],
    ])('says so, rather than that the file is bad, when ffmpeg %s', async (name, program) => {
      const input = sound();
      const programs = path.join(folder, name);
      mkdirSync(programs);
      if (program) writeFileSync(path.join(programs, 'ffmpeg'), program.text, { mode: program.mode });
      process.env['PATH'] = programs;
      const { outcome } = await decode(input);
      expect(outcome).toMatchObject({ status: 'not-run', frames: 0 });
      expect(outcome.message).toMatch(/could not be/);
    });

    it('says so as well when the system refuses at once', async () => {
      // No system takes arguments as long.
      const { outcome } = await decode({ kind: 'file', path: 'x'.repeat(4_000_000), startMs: 0 });
      expect(outcome).toMatchObject({ status: 'not-run', message: expect.stringContaining('E2BIG') });
    });

    it('harms nobody when it is stopped, without a file to spare, before it says so', async () => {
      const dist = path.resolve(__dirname, '../../dist/index.js');
      const script = `const fs = require('fs'); const { spawnDecoder } = require(${JSON.stringify(dist)}); const files = []; try { for (;;) files.push(fs.openSync('/dev/null')); } catch {}
        spawnDecoder({ input: { kind: 'file', path: '/none', startMs: 0 }, onPcm() {}, onEnd() {} }).stop(); files.forEach((file) => fs.closeSync(file)); setTimeout(() => process.exit(7), 100);`;
      // A group of its own: a signal to it must not reach the tests.
      const owner = spawn('sh', ['-c', 'ulimit -n 64; exec "$0" -e "$1"', process.execPath, script], { stdio: 'inherit', detached: true });
      expect(await new Promise((resolve) => owner.once('exit', (code, signal) => resolve(signal ?? code)))).toBe(7);
    });
  });

  it('is not misled by odd names', async () => {
    const file = path.join(folder, '-i concat:x|y "$(true)" %d\n🎵.wav');
    writeFileSync(file, readFileSync(encode('tone.wav', ['-ar', '48000'])));
    expect((await decode({ kind: 'file', path: file, startMs: 0 })).outcome.frames).toBe(288_000);
  });

  it.each([
    ['ogg', ['-c:a', 'libvorbis', '-f', 'ogg']],
    ['ogg', ['-c:a', 'libopus', '-f', 'ogg']],
    ['ogg', ['-c:a', 'flac', '-f', 'ogg']],
    ['mp3', ['-c:a', 'libmp3lame', '-f', 'mp3']],
    ['aac', ['-c:a', 'aac', '-f', 'adts']],
  ] as const)('decodes a pipe of %s %j', async (format, args) => {
    const file = encode(`pipe.${args[1]}`, [...args]);
    const { pcm, outcome } = await decode({ kind: 'pipe', format }, readFileSync(file));
    expect(outcome.status).toBe('ended');
    expect(pcm.length / 2 / 48_000).toBeCloseTo(6, 0);
    expect(goertzelDb(pcm.subarray(96_000, 192_000), 440)).toBeGreaterThan(-30);
    expect(largestStepDbfs(pcm.subarray(9_600, 480_000))).toBeLessThan(-30);
  });

  it('goes on through a chained Ogg, with another rate', async () => {
    const links = [44_100, 48_000].map((rate) => readFileSync(encode(`link${rate}.ogg`, ['-ar', String(rate), '-c:a', 'libvorbis', '-f', 'ogg'])));
    const { pcm } = await decode({ kind: 'pipe', format: 'ogg' }, Buffer.concat(links));
    expect(pcm.length / 2 / 48_000).toBeCloseTo(12, 0);
  });

  it('waits while paused and takes no more input than pipes hold', async () => {
    let frames = 0;
    let taken = 0;
    const bytes = readFileSync(encode('long.mp3', ['-c:a', 'libmp3lame', '-b:a', '320k'], 'anoisesrc=d=60:a=0.3'));
    const decoder = spawnDecoder({
      input: { kind: 'pipe', format: 'mp3' },
      onPcm: (pcm) => {
        frames += pcm.length / 2;
        decoder.pause();
      },
      onEnd: () => undefined,
    });
    for (let at = 0; at < bytes.length; at += 16_384) decoder.feed(bytes.subarray(at, at + 16_384), () => (taken += 16_384));
    await waitFor(() => frames > 0, { what: 'first PCM' });
    let last = -1;
    await waitFor(() => last === (last = taken), { everyMs: 300, what: 'stop of the input' });
    expect(taken).toBeLessThan(bytes.length / 3);
    const before = taken;
    await waitFor(() => (decoder.resume(), taken > before), { what: 'more input after it may go on' });
    decoder.stop();
  });

  it('dies with an owner that is killed', async () => {
    const file = encode('long.mp3', ['-c:a', 'libmp3lame', '-b:a', '320k'], 'anoisesrc=d=60:a=0.3');
    const dist = path.resolve(__dirname, '../../dist/index.js');
    const script = `const d = require(${JSON.stringify(dist)}).spawnDecoder({ input: { kind: 'file', path: ${JSON.stringify(file)}, startMs: 0 },
      onPcm: () => { d.pause(); console.log(d.pid); }, onEnd: () => {} }); setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    owner.stdout.on('data', (text: Buffer) => (said += text.toString()));
    await waitFor(() => said.includes('\n'), { what: 'start of the decoder' });
    owner.kill('SIGKILL');
    await waitFor(() => !existsSync(`/proc/${said.trim()}`), { timeoutMs: 2_000, what: 'end of the decoder' });
  });
});

function largestDifference(a: Float32Array, b: Float32Array, samples: number): number {
  let largest = 0;
  for (let i = 0; i < samples; i += 1) largest = Math.max(largest, Math.abs((a[i] ?? 0) - (b[i] ?? 0)));
  return largest;
}

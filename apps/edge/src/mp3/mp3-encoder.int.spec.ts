import { makeQuietLoop } from '../filler/quiet-loop';
import { EndlessStream } from '../mux/endless-stream';
import { waitFor } from '@longwave/testing';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync } from 'node:fs';
import { type Mp3Encoder, startMp3Encoder } from './mp3-encoder';
import { Mp3Mount } from './mp3-mount';

/** Runs something while this process can open no more files, as an edge full of listeners cannot. */
async function withoutFiles(work: () => unknown): Promise<void> {
  const setLimit = (soft: string) => execFileSync('prlimit', ['--pid', String(process.pid), `--nofile=${soft}:`]);
  const before = execFileSync('prlimit', ['--pid', String(process.pid), '--nofile', '--raw', '--noheadings', '-o', 'SOFT']).toString().trim();
  setLimit(String(Math.max(...readdirSync('/proc/self/fd').map(Number)) + 50));
  const taken: number[] = [];
  try {
    expect(() => {
      for (;;) taken.push(openSync('/dev/null', 'r'));
    }).toThrow('EMFILE');
    await work();
  } finally {
    for (const fd of taken) closeSync(fd);
    setLimit(before);
  }
}

const packet = makeQuietLoop().packetAt(0);
const encoders: Mp3Encoder[] = [];
afterEach(() => {
  for (const encoder of encoders.splice(0)) encoder.stop();
});

function start(kbps = 128): { encoder: Mp3Encoder; deaths: string[] } {
  const deaths: string[] = [];
  const encoder = startMp3Encoder({ kbps, onFrames: () => undefined, onDeath: (reason) => deaths.push(reason) });
  encoders.push(encoder);
  return { encoder, deaths };
}

describe('an encoder that cannot be started', () => {
  it('dies and takes nothing with it when no file can be opened', async () => {
    await withoutFiles(async () => {
      const { encoder, deaths } = start();
      encoder.write(new Uint8Array(100));
      expect(deaths).toEqual([]);
      await waitFor(() => deaths.length > 0, { what: 'its end' });
      expect(deaths).toEqual(['spawn ffmpeg EMFILE']);
    });
  });

  it('is stopped at once without a signal to anybody else', async () => {
    await withoutFiles(async () => {
      const { encoder, deaths } = start();
      // To kill it would kill all processes of the group of this one.
      encoder.stop();
      await new Promise(setImmediate);
      expect(deaths).toEqual([]);
    });
  });

  it('dies a moment later too where Node throws at once', async () => {
    const { deaths } = start('\0' as unknown as number);
    expect(deaths).toEqual([]);
    await waitFor(() => deaths.length > 0, { what: 'its end' });
    expect(deaths[0]).toMatch(/null bytes/);
  });
});

describe('an MP3 mount', () => {
  it('outlives that no encoder can be started, and has one once files can be opened again', async () => {
    const source = new EndlessStream({ serial: 1, title: 'x' });
    for (let i = 0; i < 50; i += 1) source.push({ position: i * 4_800, packets: Array.from({ length: 5 }, () => packet) });
    const deaths: string[] = [];
    const mount = new Mp3Mount({ source, kbps: 128, startEncoder: startMp3Encoder, onEncoderDeath: (reason) => deaths.push(reason) });
    try {
      await withoutFiles(async () => {
        mount.acquire(0);
        await waitFor(() => deaths.length === 1, { what: 'the death of the first' });
        mount.tick(600);
        await waitFor(() => deaths.length === 2, { what: 'the death of the second' });
        // Another bit rate ends the one that has just failed to start.
        mount.tick(1_200);
        mount.setKbps(64);
      });
      mount.tick(1_800);
      await waitFor(() => mount.endIndex > 0, { what: 'MP3' });
      expect([deaths.length, mount.isEncoding]).toEqual([2, true]);
    } finally {
      mount.close();
    }
  });
});

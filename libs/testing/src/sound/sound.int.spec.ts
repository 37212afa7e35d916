import { createReadStream, readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { tempFolder } from '../servers/temp-folder';
import { CapturedSound } from './captured-sound';
import { listen } from './listen';
import { type ToneFormat, makeTone } from './make-tone';
import { decodeToPcm } from './pcm-decoder';
import { anySound, noise, silence, tone } from './tone';

const folder = tempFolder('sound');

function sine(hz: number, seconds: number, amplitude = 0.25): number[] {
  return Array.from({ length: seconds * 48_000 * 2 }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * Math.floor(i / 2)) / 48_000));
}

describe('makeTone', () => {
  it.each<[ToneFormat, string]>([
    ['mp3', 'a.mp3'], ['flac', 'a.flac'], ['vorbis', 'a.ogg'], ['opus', 'a.opus'], ['aac', 'a.m4a'], ['wav', 'a.wav'], ['ogg-flac', 'b.ogg'], ['adts', 'a.aac'],
  ])('makes a %s whose tone is heard at its level', async (format, name) => {
    const file = path.join(folder, name);
    await makeTone({ path: file, hz: 300, seconds: 1, dbfs: -12, format, tags: { title: 'A' } });
    const sound = new CapturedSound(await decodeToPcm(file));
    expect(Math.abs(sound.seconds - 1)).toBeLessThan(0.1);
    expect(sound.isHeard(tone(300), 0.5)).toBe(true);
    expect(sound.isHeard(tone(330), 0.5)).toBe(false);
    expect(Math.abs(sound.rmsDb(0.2, 0.8) + 15.01)).toBeLessThan(0.7);
  });
});

describe('CapturedSound', () => {
  const sound = new CapturedSound(Float32Array.from([...sine(300, 1), ...sine(440, 1), ...new Array<number>(96_000).fill(0)]));

  it('tells when what is heard', () => {
    const [first, second] = sound.tones();
    expect(first?.hz).toBeCloseTo(300, 0);
    expect(second?.fromSeconds).toBeCloseTo(1, 1);
    expect(sound.firstHeard(tone(440))).toBeCloseTo(1, 1);
    expect(sound.firstHeard(silence())).toBeCloseTo(2, 1);
    expect(sound.firstHeard(noise())).toBeUndefined();
  });

  it('finds a hole and a click', () => {
    const broken = new CapturedSound(Float32Array.from([...sine(300, 1), ...new Array<number>(9_600).fill(0), ...sine(300, 1)]));
    expect(broken.deepestHoleDb()).toBeGreaterThan(30);
    expect(broken.holes()[0]?.atSeconds).toBeCloseTo(1, 1);
    expect(new CapturedSound(Float32Array.from(sine(300, 2))).deepestHoleDb()).toBeLessThan(1);
    const clicked = new CapturedSound(Float32Array.from([...sine(300, 0.5), 0.9, 0.9, ...sine(300, 0.5)]));
    expect(clicked.largestStepDbfs()).toBeGreaterThan(-2);
    expect(clicked.largestStepAt()).toBeCloseTo(0.5, 3);
  });

  it('knows noise from a tone', () => {
    let seed = 1;
    const next = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
    const hiss = Float32Array.from({ length: 48_000 }, () => 0.2 * next() - 0.1);
    expect(noise().isIn(hiss.subarray(0, 9600))).toBe(true);
    expect(anySound().isIn(hiss.subarray(0, 9600))).toBe(true);
    expect(noise().isIn(sound.pcm.subarray(0, 9600))).toBe(false);
  });
});

describe('listen', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    await makeTone({ path: path.join(folder, 's.ogg'), hz: 300, seconds: 3, format: 'opus' });
    server = createServer((request, response) => {
      if (request.url === '/broken') {
        response.writeHead(200, { 'Content-Type': 'audio/ogg' });
        response.write(readFileSync(path.join(folder, 's.ogg')).subarray(0, 20_000), () => response.destroy());
        return;
      }
      response.writeHead(200, { 'Content-Type': 'audio/ogg' });
      createReadStream(path.join(folder, 's.ogg')).pipe(response, { end: false });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('hears while it captures and gives the sound at the end', async () => {
    const capture = listen(`${url}/radio`);
    const { seconds } = await capture.heard(tone(300));
    expect(seconds).toBeLessThan(0.5);
    const sound = await capture.stop();
    expect(capture.status).toBe(200);
    expect(capture.closedAt).toBeUndefined();
    expect(sound.seconds).toBeGreaterThan(2.9);
    expect(capture.arrivals.reduce((sum, arrival) => sum + arrival.bytes, 0)).toBe(capture.bytes.length);
  });

  it('tells that the other side hung up', async () => {
    const capture = listen(`${url}/broken`, { seconds: 20 });
    const sound = await capture.done();
    expect(capture.closedAt).toBeDefined();
    expect(sound.seconds).toBeGreaterThan(0.2);
  });

  it('fails when what it waits for is not heard', async () => {
    const capture = listen(`${url}/radio`);
    await expect(capture.heard(tone(440), { timeoutMs: 1500 })).rejects.toThrow('no tone of 440 Hz within 1500 ms');
    capture.hangUp();
  });
});

import type { TrackMediaDto } from '@longwave/contracts';
import type { ServiceClient } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { tempFolder, waitFor } from '@longwave/testing';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MediaCache } from '../media-cache/media-cache.service';
import { MixerConfig } from '../mixer.config';
import { FallbackDirector } from './fallback.director';

const files = new Map<string, Buffer>();
const heldBack = new Set<string>();
let server: Server;
let director: FallbackDirector;
beforeEach(async () => {
  server = createServer((request, response) => {
    const trackId = String(request.url).slice(1);
    if (heldBack.has(trackId)) response.writeHead(503).end();
    else response.end(files.get(trackId));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  director.stop();
  server.closeAllConnections();
  server.close();
});

function song(): TrackMediaDto {
  const trackId = randomUUID();
  const bytes = randomBytes(5_000);
  files.set(trackId, bytes);
  return {
    track: { trackId, name: 'Song', artist: '', album: '', albumArtUrl: null, durationMs: 60_000, provider: 'local', uri: `local:${trackId}`, metadata: {} },
    contentHash: createHash('sha256').update(bytes).digest('hex'), url: `/${trackId}`, bytes: bytes.length, format: 'mp3', integratedLufs: null, truePeakDbfs: 0, cueInMs: 0, cueOutMs: 60_000,
  };
}

it('goes on to the next file when the library cannot read one just now, and keeps its place for it', async () => {
  const songs = Array.from({ length: 8 }, song);
  const [first, ...others] = songs.map(({ track }) => track.trackId);
  heldBack.add(first!);
  let asked = 0;
  const services = { call: () => ((asked += 1), Promise.resolve({ items: songs })) } as unknown as ServiceClient;
  const config = Object.assign(new MixerConfig(), { DATA_DIR: tempFolder('fallback'), LIBRARY_MEDIA_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const log = createLogger('test');
  log.level = 'silent';
  director = new FallbackDirector({ channelId: 1, services, cache: new MediaCache(config), log, targetLufs: () => -16, changed: () => undefined }, []);
  const items = () => director.items.map(({ trackId }) => trackId);
  director.start();
  await waitFor(() => items().length === 7, { what: 'the others' });
  expect(items()).toEqual(others);
  heldBack.clear();
  await waitFor(() => items().length === 8, { timeoutMs: 5_000, what: 'the first' });
  expect(items()).toEqual([first, ...others]);
  // The list was good: another one would be another programme.
  expect(asked).toBe(1);
});

import { startStation, type StationOptions, type TestStation, waitFor } from '@longwave/testing';
import { Api } from './api';

/** Whether only the quick part runs, as in CI. */
export const isShort = readMode() === 'short';

function readMode(): string | undefined {
  return process.env['LONGWAVE_E2E'];
}

/** A station and its API, as guest and as operator. */
export interface Journey {
  station: TestStation;
  api: Api;
  operator: Api;
}

export async function beginJourney(musicDir: string, options: StationOptions = {}): Promise<Journey> {
  const station = await startStation({ ...options, env: { MUSIC_DIR: musicDir, ...options.env } });
  const api = new Api(station.pageUrl('').replace(/\/$/, ''));
  return { station, api, operator: api.as(station.adminToken) };
}

/** Waits until the playlist alone is heard: the noise before it has left the fade, and the four seconds that a new listener gets at once. */
export async function playlistAlone({ api }: Journey): Promise<void> {
  await waitFor(
    async () => {
      const { body } = await api.get('/api/v1/now-playing/1');
      return body['tier'] === 'playlist' && Number(body['sample']) - Number(body['started_at_sample']) > 7 * 48_000;
    },
    { timeoutMs: 60_000, what: 'seven seconds of the playlist' },
  );
}

/** The id of the track of that title. */
export async function trackId(api: Api, title: string): Promise<string> {
  const { body } = await api.get(`/api/v1/library/search?query=${encodeURIComponent(title)}`);
  const items = body['items'] as { track_id: string; name: string }[];
  const found = items.find(({ name }) => name === title);
  if (!found) throw new Error(`${title} is not in the library: ${JSON.stringify(body)}`);
  return found.track_id;
}

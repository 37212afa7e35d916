import { startStation, type StationOptions, type TestStation } from '@longwave/testing';
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

/** The id of the track of that title. */
export async function trackId(api: Api, title: string): Promise<string> {
  const { body } = await api.get(`/api/v1/library/search?query=${encodeURIComponent(title)}`);
  const items = body['items'] as { track_id: string; name: string }[];
  const found = items.find(({ name }) => name === title);
  if (!found) throw new Error(`${title} is not in the library: ${JSON.stringify(body)}`);
  return found.track_id;
}

import { freePort, startNats, waitFor } from '@longwave/testing';
import { StationConfig } from '../station.config';
import { checkNats } from './check-nats';

const config = (settings: Partial<StationConfig>): StationConfig => Object.assign(new StationConfig(), settings);
/** What it throws; undefined when it is content. */
const refusal = (settings: Partial<StationConfig>, waitMs?: number) => checkNats(config(settings), waitMs).then(() => undefined, (error: unknown) => error);

it('asks nothing of a station with a private server', async () => {
  expect(await refusal({})).toBeUndefined();
});

it('tells at once of a wrong password, and after a while of a server that is not there', async () => {
  const nats = await startNats();
  try {
    const right = { NATS_URL: nats.url, NATS_USER: nats.user, NATS_PASSWORD: nats.password };
    expect(await refusal(right)).toBeUndefined();
    expect(await refusal({ ...right, NATS_PASSWORD: 'hunter2' })).toMatchObject({ exitCode: 78, lines: [expect.stringMatching(/refuses .* NATS_PASSWORD/)] });
    expect(await refusal({ ...right, NATS_URL: `nats://127.0.0.1:${await freePort()}` }, 300)).toMatchObject({ exitCode: 1, lines: [expect.stringMatching(/cannot be reached .* NATS_URL/)] });
  } finally {
    await nats.stop();
  }
});

it('waits for one that is just starting', async () => {
  const nats = await startNats();
  try {
    await nats.kill9();
    let outcome: unknown = 'waiting';
    const asked = refusal({ NATS_URL: nats.url, NATS_USER: nats.user, NATS_PASSWORD: nats.password }, 30_000).then((found) => (outcome = found));
    await nats.restart();
    await waitFor(() => outcome !== 'waiting', { what: 'an answer' });
    expect(await asked).toBeUndefined();
  } finally {
    await nats.stop();
  }
});

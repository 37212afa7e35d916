import { type ChannelMode, kvKeys } from '@longwave/contracts';
import { connectNats, type KvValue, MediaKv } from '@longwave/messaging';
import { startNats, type TestNats } from '@longwave/testing';
import type { NatsConnection } from '@nats-io/nats-core';
import { ChannelModes } from './channel-modes';

/** The KV of a cluster, as one sees it who asks a replica that is behind for some answers. */
class Behind extends MediaKv {
  old: { answers: number; value: KvValue<ChannelMode> | undefined } = { answers: 0, value: undefined };

  override async get<T>(key: string): Promise<KvValue<T> | undefined> {
    const isOld = key === kvKeys.mode(1) && (this.old.answers -= 1) >= 0;
    return isOld ? (this.old.value as KvValue<T> | undefined) : super.get<T>(key);
  }
}

let nats: TestNats;
let nc: NatsConnection;
let kv: Behind;
beforeAll(async () => {
  nats = await startNats();
  nc = await connectNats({ ...nats, name: 'test' });
});
beforeEach(async () => {
  kv = new Behind(nc);
  await kv.put(kvKeys.channel(1), {});
});
afterEach(() => kv.delete(kvKeys.mode(1)));
afterAll(async () => {
  await nc.close();
  await nats.stop();
});

const stored = async () => (await new MediaKv(nc).get<ChannelMode>(kvKeys.mode(1)))?.value.mode;

it.each(['before any mode', 'after one'])('sets what an old answer says is so already (%s)', async (when) => {
  const modes = new ChannelModes(kv);
  const revision = when === 'after one' ? await kv.put(kvKeys.mode(1), { mode: 'radio' }) : undefined;
  await modes.set(1, 'paused');
  kv.old = { answers: 2, value: revision === undefined ? undefined : { value: { mode: 'radio' }, revision } };
  expect(await modes.set(1, 'radio')).toEqual({ channelId: 1, mode: 'radio' });
  expect(await stored()).toBe('radio');
});

it('sets what is so already', async () => {
  const modes = new ChannelModes(kv);
  for (const mode of ['radio', 'none', 'none'] as const) {
    expect(await modes.set(1, mode)).toEqual({ channelId: 1, mode });
    expect(await stored()).toBe(mode);
  }
});

describe('whether silence is asked for', () => {
  const read = (mode: ChannelMode['mode'], revision: number): KvValue<ChannelMode> => ({ value: { mode }, revision });

  it.each([
    ['neither knows of a mode', undefined, undefined, false],
    ['only the read one is known', undefined, read('paused', 5), true],
    ['the watch told of a newer one', { mode: 'paused', revision: 6 } as const, read('radio', 5), true],
    ['the watch is behind', { mode: 'radio', revision: 4 } as const, read('none', 5), true],
    ['there was none when it was read', { mode: 'none', revision: 6 } as const, undefined, true],
    ['it was set back since', { mode: 'radio', revision: 6 } as const, read('paused', 5), false],
  ])('%s', (_what, told, answer, isSilence) => {
    const modes = new ChannelModes(kv);
    if (told) modes.onEntry(1, { mode: told.mode }, told.revision);
    expect(modes.isSilenceRequested(1, answer)).toBe(isSilence);
  });
});

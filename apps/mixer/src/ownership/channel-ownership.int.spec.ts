import { type ChannelOwner, encodeFrameMessage, type FrameMessage, KV_BUCKET, kvKeys, mediaSubjects } from '@longwave/contracts';
import { randomUUID } from 'node:crypto';
import { connectNats, MediaKv } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { startNats, type TestNats, waitFor } from '@longwave/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { ChannelOwnership } from './channel-ownership';

const CHANNEL = 1;
const KEY = kvKeys.owner(CHANNEL);
const somebody: ChannelOwner = { instanceId: 'somebody', claimedAt: new Date(0).toISOString() };
const frame: FrameMessage = { epoch: 1, timelineId: randomUUID(), firstSample: 0, startsClean: true, lagMs: 0, packets: [Uint8Array.of(0xfc, 0xff, 0xfe)] };
const log = createLogger('test');
log.level = 'silent';

let nats: TestNats;
let nc: NatsConnection;
let kv: MediaKv;
let ends: (() => unknown)[];
beforeEach(async () => {
  nats = await startNats();
  nc = await connectNats({ ...nats, name: 'test' });
  kv = new MediaKv(nc);
  // Revisions of a store that is made anew begin at 1 again, and so under these.
  for (let n = 0; n < 20; n += 1) await kv.put('test.1', { n });
  ends = [];
});
afterEach(async () => {
  for (const end of ends) await end();
  await nc.close();
  await nats.stop();
});

interface Mixer {
  ownership: ChannelOwnership;
  restored: number;
  lost: number;
}

/** One that stands by or owns, as a whole mixer has it. */
async function mixer(self: string, { own = kv, hears = true } = {}): Promise<Mixer> {
  const made: Mixer = {
    restored: 0,
    lost: 0,
    ownership: new ChannelOwnership({
      channelId: CHANNEL, self, kv: own, connection: nc, log, connectedForMs: () => 60_000, load: () => 0, claimed: () => undefined, restored: () => void (made.restored += 1), lost: () => void (made.lost += 1),
    }),
  };
  if (hears) ends.push(await kv.watch<ChannelOwner>(KEY, ({ value, revision }) => made.ownership.onEntry(value, revision)));
  ends.push(() => made.ownership.stop(false));
  made.ownership.start();
  return made;
}

async function owner(self: string, options: { own?: MediaKv; hears?: boolean } = {}): Promise<Mixer> {
  const made = await mixer(self, options);
  await waitFor(() => made.ownership.epoch !== undefined, { timeoutMs: 3_000, everyMs: 10, what: `${self} to own it` });
  return made;
}

/** Somebody sends frames. */
function sending(): { count: number; stop: () => void } {
  const beats = { count: 0, stop: () => clearInterval(timer) };
  const timer = setInterval(() => {
    nc.publish(mediaSubjects.frames(CHANNEL), Uint8Array.of(1));
    beats.count += 1;
  }, 50);
  ends.push(beats.stop);
  return beats;
}

/** And it is made anew by whoever writes next, as every owner does twice a second. */
async function loseTheStore(): Promise<void> {
  await jetstreamManager(nc).then((manager) => manager.streams.delete(`KV_${KV_BUCKET}`));
  // The server removes the files a moment later, also those of a stream of that name that is made meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await waitFor(() => kv.put('test.1', { n: 0 }), { timeoutMs: 10_000, what: 'the new store' });
}
const whoOwns = async () => (await kv.get<ChannelOwner>(KEY))?.value.instanceId;

describe('a store that was lost', () => {
  it('does not let a successor fall behind the epoch that everybody has seen', async () => {
    // A single server whose revisions begin at 1; before, the channel had another owner's epoch of 500.
    const made = await mixer('next');
    const beats = setInterval(() => nc.publish(mediaSubjects.frames(CHANNEL), encodeFrameMessage({ ...frame, epoch: 500 })), 50);
    ends.push(() => clearInterval(beats));
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(made.ownership.epoch).toBeUndefined();
    clearInterval(beats);
    await waitFor(() => made.ownership.epoch !== undefined, { timeoutMs: 5_000, what: 'a successor' });
    expect(made.ownership.epoch).toBe(501);
    expect(await made.ownership.isStillOwner()).toBe(true);
    expect(made.lost).toBe(0);
  });

  it('does not make a second owner, is told again whose the channel is, and lets another take it when its frames stop', async () => {
    const beats = sending();
    const first = await mixer('first');
    await waitFor(() => beats.count > 10, { what: 'frames heard' });
    expect(first.ownership.epoch).toBeUndefined();
    beats.stop();
    await waitFor(() => first.ownership.epoch, { timeoutMs: 3_000, what: 'the first to own it' });
    const again = sending();
    await loseTheStore();
    const second = await mixer('second');
    await waitFor(() => again.count > 20, { what: 'a second of frames' });
    expect(second.ownership.epoch).toBeUndefined();
    const { epoch } = first.ownership;
    expect(await first.ownership.isStillOwner()).toBe(true);
    expect(await whoOwns()).toBe('first');
    expect(first).toMatchObject({ restored: 1, ownership: { epoch } });
    again.stop();
    await waitFor(() => second.ownership.epoch, { timeoutMs: 5_000, what: 'the second to own it' });
    await waitFor(() => first.lost === 1, { what: 'the first told' });
    expect(await whoOwns()).toBe('second');
  });

  it('has one owner when another came first, whatever the revisions say', async () => {
    const first = await owner('first', { hears: false });
    await loseTheStore();
    await kv.put(KEY, somebody);
    expect(await first.ownership.isStillOwner()).toBe(false);
    expect(first).toMatchObject({ lost: 1, ownership: { owner: 'somebody' } });
  });

  it('is asked by many at once, and the channel is given back from the new one', async () => {
    const first = await owner('first');
    await loseTheStore();
    expect(await Promise.all(Array.from({ length: 5 }, () => first.ownership.isStillOwner()))).not.toContain(false);
    await first.ownership.stop(true);
    expect(await kv.last(KEY)).toMatchObject({ value: undefined });
  });
});

it('is not taken for lost when a replica is behind', async () => {
  class Behind extends MediaKv {
    old: unknown;
    override async get<T>(key: string) {
      return key === KEY ? (this.old as { value: T; revision: number } | undefined) : super.get<T>(key);
    }
  }
  const behind = new Behind(nc);
  const first = await owner('first', { own: behind });
  expect(await first.ownership.isStillOwner()).toBe(true);
  behind.old = { value: somebody, revision: 3 };
  expect(await first.ownership.isStillOwner()).toBe(true);
  expect(first.lost).toBe(0);
  expect(await whoOwns()).toBe('first');
});

it('does not wait for an owner to begin whose frames it has heard, though it is told of him late', async () => {
  await kv.put(KEY, somebody);
  const blind = await mixer('standby', { hears: false });
  await waitFor(() => blind.ownership.owner === 'somebody', { what: 'the first owner known' });
  const epoch = await kv.put(KEY, { ...somebody, instanceId: 'unknown' });
  const beats = setInterval(() => nc.publish(mediaSubjects.frames(CHANNEL), encodeFrameMessage({ ...frame, epoch })), 50);
  ends.push(() => clearInterval(beats));
  await new Promise((resolve) => setTimeout(resolve, 800));
  clearInterval(beats);
  const silentAt = performance.now();
  await waitFor(() => blind.ownership.epoch, { timeoutMs: 5_000, everyMs: 10, what: 'the standby to own it' });
  expect(performance.now() - silentAt).toBeLessThan(1_500);
});

it('knows an owner whom it has known by another number', async () => {
  await kv.put(KEY, somebody);
  const standby = await mixer('standby', { hears: false });
  await waitFor(() => standby.ownership.owner === 'somebody', { what: 'the owner known' });
  // As a server says that lost its last writes and numbered them anew; then another leads, and refuses the claim at first.
  await kv.put(KEY, somebody);
  const silentAt = performance.now();
  await waitFor(() => standby.ownership.epoch, { timeoutMs: 5_000, everyMs: 10, what: 'the standby to own it' });
  expect(performance.now() - silentAt).toBeLessThan(1_500);
});

it('asks when it is told of another under a number before its own', async () => {
  const first = await owner('first', { hears: false });
  const later = await kv.put(KEY, somebody);
  first.ownership.onEntry(somebody, (first.ownership.epoch ?? 0) - 1);
  await waitFor(() => first.lost === 1, { timeoutMs: 2_000, what: 'the truth' });
  expect(first.ownership.epoch).toBeUndefined();
  expect((await kv.get(KEY))?.revision).toBe(later);
});

it('gives way when another wrote after it, though it is told so before its own claim is answered', async () => {
  /** Takes both writes at one revision, as servers up to 2.9 may. */
  class Lenient extends MediaKv {
    override async update(key: string, value: object, revision: number): Promise<number | undefined> {
      const ours = await super.update(key, value, revision);
      if (ours !== undefined) first.ownership.onEntry(somebody, await super.put(key, somebody));
      return ours;
    }
  }
  await kv.put(KEY, { ...somebody, instanceId: 'gone' });
  const first = await mixer('first', { own: new Lenient(nc), hears: false });
  await waitFor(async () => (await whoOwns()) === 'somebody', { timeoutMs: 3_000, what: 'both claims' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(first.ownership).toMatchObject({ epoch: undefined, owner: 'somebody' });
});

describe('what was given back', () => {
  it('is taken at once by who stands by, though frames were heard a moment ago', async () => {
    const first = await owner('first');
    const second = await mixer('second');
    const beats = sending();
    await waitFor(() => beats.count > 5, { what: 'frames' });
    expect(second.ownership.epoch).toBeUndefined();
    await first.ownership.stop(true);
    await waitFor(() => second.ownership.epoch, { timeoutMs: 1_000, everyMs: 5, what: 'the second to own it' });
  });

  it('is taken at once by who comes later', async () => {
    const first = await owner('first');
    await first.ownership.stop(true);
    const beats = sending();
    await waitFor(() => beats.count > 5, { what: 'frames' });
    const second = await mixer('second', { hears: false });
    await waitFor(() => second.ownership.epoch, { timeoutMs: 1_000, everyMs: 5, what: 'the second to own it' });
  });
});

describe('a channel that another takes in the moment in which it is given back', () => {
  /** Each deletion comes after a write of somebody else's. */
  class Overtaken extends MediaKv {
    override async delete(key: string): Promise<void> {
      await this.put(key, somebody);
      return super.delete(key);
    }
    override async deleteAt(key: string, revision: number): Promise<boolean> {
      await this.put(key, somebody);
      return super.deleteAt(key, revision);
    }
  }

  it('stays with him', async () => {
    const first = await owner('first', { own: new Overtaken(nc), hears: false });
    await first.ownership.stop(true);
    expect(await whoOwns()).toBe('somebody');
  });

  it('stays with him too when the claim had only just been made', async () => {
    let claimed = false;
    class StoppedMeanwhile extends Overtaken {
      override async create(key: string, value: object): Promise<number | undefined> {
        const revision = await super.create(key, value);
        void first.ownership.stop(true);
        claimed = true;
        return revision;
      }
    }
    const first = await mixer('first', { own: new StoppedMeanwhile(nc), hears: false });
    await waitFor(async () => claimed && (await whoOwns()) !== 'first', { timeoutMs: 3_000, what: 'its claim given back' });
    expect(await whoOwns()).toBe('somebody');
  });
});

import { PACKET_SAMPLES } from '@longwave/contracts';
import type { FrameMessage } from '@longwave/contracts';
import fc from 'fast-check';
import { ChannelTimeline, type TimelineItem } from './channel-timeline';

const TIMELINE = '6f1f6a52-5f0e-4f6e-9d53-3f7f0b1f0a01';
const OTHER = '6f1f6a52-5f0e-4f6e-9d53-3f7f0b1f0a02';
const BLOCK_MS = 100;
const BLOCK = 5 * PACKET_SAMPLES;

/** A message of five packets; each packet tells its epoch and sample. */
function block(index: number, { epoch = 1, timelineId = TIMELINE, startsClean = false, from = 0 } = {}): FrameMessage {
  const firstSample = from + index * BLOCK;
  const packets = Array.from({ length: 5 }, (_, i) => Buffer.from(`${epoch}:${firstSample + i * PACKET_SAMPLES}`));
  return { timelineId, epoch, firstSample, startsClean, packets };
}

function textOf(item: TimelineItem): string {
  return item.kind === 'filler' ? 'filler' : Buffer.from(item.bytes).toString();
}

/** Runs a timeline in steps of 20 ms from 0 to `untilMs`, with messages that arrive at given times. */
function run(arrivals: readonly { atMs: number; message: FrameMessage }[], untilMs: number, onAsk: (from: number, atMs: number) => FrameMessage[] = () => []) {
  const timeline = new ChannelTimeline();
  const waiting = [...arrivals].sort((a, b) => a.atMs - b.atMs);
  const items: (TimelineItem & { atMs: number })[] = [];
  for (let now = 0; now <= untilMs; now += 20) {
    while (waiting[0] && waiting[0].atMs <= now) timeline.receive(waiting.shift()!.message, now);
    items.push(...timeline.advance(now).map((item) => ({ ...item, atMs: now })));
    const from = timeline.resendWanted(now);
    if (from !== undefined) for (const message of onAsk(from, now)) waiting.unshift({ atMs: now, message });
  }
  return { timeline, items };
}

/** Blocks 0 to `count` − 1, each when it is due. */
const steady = (count: number, options = {}) => Array.from({ length: count }, (_, i) => ({ atMs: i * BLOCK_MS, message: block(i, options) }));

function expectUnbroken(items: readonly TimelineItem[]): void {
  items.forEach((item, i) => expect(item.position).toBe(i * PACKET_SAMPLES));
}

describe('ChannelTimeline', () => {
  it('sends each sample once and in order, in whatever order the messages come, late up to 2 s, some twice', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ delayMs: fc.integer({ min: 0, max: 1_900 }), copies: fc.integer({ min: 1, max: 3 }) }), { minLength: 30, maxLength: 60 }), (plan) => {
        const arrivals = plan.flatMap(({ delayMs, copies }, i) =>
          Array.from({ length: copies }, (_, copy) => ({ atMs: i * BLOCK_MS + (i < 5 ? 0 : delayMs) + copy * 300, message: block(i) })));
        const { items } = run(arrivals, plan.length * BLOCK_MS + 2_500);
        // All of it but the filler after the end, since nothing was more than 2 s late.
        const programme = items.filter((item) => item.kind === 'programme');
        expect(programme.map(textOf)).toEqual(plan.flatMap((_, i) => block(i).packets.map((packet) => Buffer.from(packet).toString())));
        expectUnbroken(items);
        expect(items.findIndex((item) => item.kind === 'filler')).toBe(items.length > programme.length ? programme.length : -1);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps every sample in its place when messages are lost: filler stands where they were', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 5, max: 70 }), { maxLength: 40 }), (lost) => {
        const { items, timeline } = run(steady(80).filter((_, i) => !lost.includes(i)), 12_000);
        expectUnbroken(items);
        const base = timeline.base!.sample;
        for (const item of items) {
          const index = Math.floor((item.position + base) / BLOCK);
          if (index < 80) expect(textOf(item)).toBe(lost.includes(index) ? 'filler' : `1:${item.position + base}`);
          else expect(item.kind).toBe('filler');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('begins with the burst a resend brings, and waits for it 0.3 s at most', () => {
    const burst = Array.from({ length: 100 }, (_, i) => ({ atMs: 180, message: block(i - 99, { from: 960_000 }) }));
    const { items } = run([{ atMs: 100, message: block(0, { from: 960_000 }) }, ...burst], 400);
    expect(items).toHaveLength(250);
    expect(textOf(items.at(-1)!)).toBe(`1:${960_000 + 4 * PACKET_SAMPLES}`);
    expect(items[0]!.atMs).toBe(400);
  });

  it('does not wait once the resend was answered', () => {
    const timeline = new ChannelTimeline();
    timeline.receive(block(3), 0);
    expect(timeline.advance(0)).toEqual([]);
    timeline.settle();
    expect(timeline.advance(20)).toHaveLength(5);
  });

  it.each([[false, 2_000], [true, 2_500]])('fills from when a frame is late enough (cut off: %s)', (isCutOff, patienceMs) => {
    const timeline = new ChannelTimeline();
    const items: (TimelineItem & { atMs: number })[] = [];
    for (let now = 0; now <= 8_000; now += 20) {
      if (now % BLOCK_MS === 0 && now < 3_000) timeline.receive(block(now / BLOCK_MS), now);
      timeline.isCutOff = isCutOff && now >= 3_000;
      items.push(...timeline.advance(now).map((item) => ({ ...item, atMs: now })));
    }
    const filledFromMs = items.find(({ kind }) => kind === 'filler')!.atMs;
    // The next packet would have come 20 ms after the last one was due.
    expect(filledFromMs - 2_900 - patienceMs).toBeGreaterThanOrEqual(20);
    expect(filledFromMs - 2_900 - patienceMs).toBeLessThanOrEqual(60);
  });

  it('asks for what is missing, and goes on without filler when it comes', () => {
    const asked: number[] = [];
    const { items } = run(steady(50).filter((_, i) => i !== 20 && i !== 21), 6_000, (from, atMs) => {
      asked.push(atMs);
      return [block(Math.floor(from / BLOCK)), block(Math.floor(from / BLOCK) + 1)];
    });
    expect(asked[0]).toBeGreaterThan(2_200);
    expect(asked[0]).toBeLessThan(2_500);
    expect(items.slice(0, 250).every((item) => item.kind === 'programme')).toBe(true);
  });

  it('asks again and again while a mixer is away, but not all the time', () => {
    const asked: number[] = [];
    run(steady(10), 10_000, (_, atMs) => {
      asked.push(atMs);
      return [];
    });
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.length).toBeLessThan(25);
  });

  it('fills in step with time while the mixer is away, and drops what comes for samples that were filled', () => {
    const away = steady(20);
    const back = Array.from({ length: 60 }, (_, i) => ({ atMs: 6_000 + i * 20, message: block(20 + i) }));
    const { items } = run([...away, ...back], 8_000);
    expectUnbroken(items);
    const filler = items.filter((item) => item.kind === 'filler');
    // Due at 2 s, filled from 4 s on, until 6 s.
    expect(filler[0]!.atMs).toBeGreaterThanOrEqual(3_900);
    expect(filler.length * 20).toBeGreaterThanOrEqual(1_900);
    expect(filler.length * 20).toBeLessThanOrEqual(2_700);
    const resumed = items.find((item, i) => item.kind === 'programme' && items[i - 1]?.kind === 'filler');
    expect(resumed).toMatchObject({ bytes: Buffer.from(`1:${resumed!.position}`) });
    expect((resumed as { lead: Uint8Array[] }).lead.length).toBeGreaterThan(0);
  });

  it('lets a higher epoch win from its first sample on, and a lower one fill in below that', () => {
    const old = steady(30);
    // The successor's first block is 25; block 22 of the old mixer arrives after it.
    const late = old.splice(22, 1).map(({ message }) => ({ atMs: 2_700, message }));
    const successor = Array.from({ length: 10 }, (_, i) => ({ atMs: 2_500 + i * 100, message: block(25 + i, { epoch: 2, startsClean: i === 0 }) }));
    const { items } = run([...old, ...late, ...successor], 3_600);
    expect(items.slice(0, 175).map(textOf)).toEqual(
      Array.from({ length: 175 }, (_, i) => `${i * PACKET_SAMPLES < 25 * BLOCK ? 1 : 2}:${i * PACKET_SAMPLES}`));
    expect(items[125]).toMatchObject({ startsClean: true });
    expect(items[126]).toMatchObject({ startsClean: false });
  });

  it('listens to a lower epoch again 2 s after the higher one fell silent', () => {
    const brief = Array.from({ length: 10 }, (_, i) => ({ atMs: 1_000 + i * 100, message: block(10 + i, { epoch: 9 }) }));
    const { items } = run([...steady(80), ...brief], 8_000);
    const texts = items.map(textOf);
    expect(texts).toContain(`9:${15 * BLOCK}`);
    expect(texts.at(-1)).toMatch(/^1:/);
    expect(texts.filter((text) => text === 'filler').length * 20).toBeLessThanOrEqual(2_200);
    expectUnbroken(items);
  });

  it('goes on under a new timeline id without a jump in its own count', () => {
    const anew = Array.from({ length: 40 }, (_, i) => ({ atMs: 3_000 + i * 100, message: block(i, { timelineId: OTHER, epoch: 1, from: 48_000_000 }) }));
    const { items, timeline } = run([...steady(30), ...anew], 7_000);
    expectUnbroken(items);
    expect(timeline.base).toMatchObject({ timelineId: OTHER });
    const texts = items.map(textOf);
    const first = texts.findIndex((text) => text === '1:48000000');
    expect(texts.slice(first)).toEqual(texts.slice(first).map((_, i) => `1:${48_000_000 + i * PACKET_SAMPLES}`));
    expect(timeline.base!.sample).toBe(48_000_000 - first * PACKET_SAMPLES);
  });

  it('takes up a new timeline of a higher epoch at once', () => {
    const anew = Array.from({ length: 10 }, (_, i) => ({ atMs: 3_000 + i * 100, message: block(i, { timelineId: OTHER, epoch: 2 }) }));
    const { items } = run([...steady(40), ...anew], 3_100);
    expect(items.map(textOf)).toContain('2:0');
  });

  it('fills in step with time when no mixer was ever there, and goes over to programme when one comes', () => {
    const programme = Array.from({ length: 20 }, (_, i) => ({ atMs: 5_000 + i * 100, message: block(i) }));
    const { items } = run(programme, 7_000);
    expectUnbroken(items);
    expect(items.filter((item) => item.kind === 'filler').length * 20).toBeCloseTo(3_280, -3);
    expect(items.map(textOf)).toContain('1:0');
  });

  it('does not fill an hour in one go after the machine slept', () => {
    const timeline = new ChannelTimeline();
    for (let i = 0; i < 20; i++) {
      timeline.receive(block(i), i * 100);
      timeline.advance(i * 100);
    }
    const hour = 3_600_000;
    expect(timeline.advance(hour).length).toBeLessThan(10);
    const items = [];
    for (let i = 0; i < 40; i++) {
      timeline.receive(block(36_000 + i), hour + i * 100);
      items.push(...timeline.advance(hour + i * 100));
    }
    expect(items.filter((item) => item.kind === 'filler').length).toBeLessThan(110);
    expect(textOf(items.at(-1)!)).toBe(`1:${36_039 * BLOCK + 4 * PACKET_SAMPLES}`);
  });

  it('does not take its own stall for a missing mixer', () => {
    const timeline = new ChannelTimeline();
    for (let i = 0; i < 20; i++) {
      timeline.receive(block(i), i * 100);
      timeline.advance(i * 100);
    }
    expect(timeline.advance(5_900)).toEqual([]);
    for (let i = 20; i < 60; i++) timeline.receive(block(i), 5_950);
    expect(timeline.advance(6_000).map((item) => item.kind)).toEqual(Array.from({ length: 200 }, () => 'programme'));
  });

  it('follows a programme that went backwards for good', () => {
    const restored = Array.from({ length: 500 }, (_, i) => ({ atMs: 3_000 + i * 100, message: block(i - 600, { epoch: 2, from: 4_800_000 }) }));
    const { items } = run([...steady(30, { from: 4_800_000 }), ...restored], 53_000);
    expectUnbroken(items);
    expect(textOf(items.at(-1)!)).toMatch(/^2:/);
  });

  it('is not thrown off by any message', () => {
    const message = fc.record({
      timelineId: fc.constantFrom(TIMELINE, OTHER),
      epoch: fc.integer({ min: 0, max: 4 }),
      firstSample: fc.oneof(fc.integer({ min: 0, max: 3_000 }).map((n) => n * PACKET_SAMPLES), fc.maxSafeNat()),
      startsClean: fc.boolean(),
      packets: fc.array(fc.uint8Array({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 50 }),
    });
    fc.assert(
      fc.property(fc.array(fc.record({ atMs: fc.integer({ min: 0, max: 8_000 }), message }), { maxLength: 120 }), (arrivals) => {
        const { items } = run(arrivals, 8_000);
        expectUnbroken(items);
        // Never far ahead of time: what a burst brings, what a resend could bring, and what runs with time.
        expect(items.length).toBeLessThanOrEqual((8_000 + 10_000 * 3) / 20 + 120 * 50);
      }),
      { numRuns: 100 },
    );
  });
});

describe('its figures', () => {
  it('count what was due, missed, filled and late', () => {
    const lost = [20, 21];
    const { timeline } = run(steady(60).filter((_, i) => !lost.includes(i)), 5_900);
    timeline.receive(block(20), 6_000);
    timeline.receive(block(20), 6_100);
    expect(timeline.counts).toMatchObject({ missed: 10, filled: 10, resent: 0, late: 5 });
    expect(timeline.counts.due).toBe(timeline.nextPosition / PACKET_SAMPLES);
  });

  it('count what came because it was asked for', () => {
    const timeline = new ChannelTimeline();
    for (const index of [0, 1, 2]) timeline.receive(block(index), index * BLOCK_MS);
    timeline.settle();
    timeline.advance(200);
    timeline.receive(block(4), 400);
    timeline.advance(400);
    for (const index of [2, 3, 4]) timeline.receive(block(index), 500, true);
    timeline.advance(520);
    expect(timeline.counts).toEqual({ due: 25, missed: 0, filled: 0, resent: 5, late: 0 });
  });
});

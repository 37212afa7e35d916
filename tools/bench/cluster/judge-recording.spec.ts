import { judgeStretches, leastHeldSeconds, longestSilenceSeconds, stretchesOf } from './judge-recording.mjs';

interface Place { epoch: number; sample: number; timelineId: string }

/** What mixers rendered: each packet is named after its epoch and number. */
function rendered(...runs: { epoch: number; from: number; packets: number }[]): Map<string, Place[]> {
  const frames = new Map<string, Place[]>();
  for (const { epoch, from, packets } of runs) {
    for (let i = from; i < from + packets; i += 1) frames.set(`${epoch}/${i}`, [{ epoch, sample: i * 960, timelineId: 't' }]);
  }
  return frames;
}

/** What a listener got, from position 0 on, one packet each 20 ms. */
function recorded(...names: string[]): { position: number; name: string; atMs: number }[] {
  return names.map((name, i) => ({ position: i * 960, name, atMs: i * 20 }));
}

const run = (epoch: number, from: number, to: number) => Array.from({ length: to - from }, (_, i) => `${epoch}/${from + i}`);
const other = (count: number) => Array.from({ length: count }, (_, i) => `filler ${i}`);
const judge = (names: string[], frames: Map<string, Place[]>) => judgeStretches(stretchesOf(recorded(...names), frames));

describe('a recording', () => {
  it('of an undisturbed mixer has nothing amiss', () => {
    const frames = rendered({ epoch: 3, from: 100, packets: 50 });
    expect(judge(run(3, 100, 150), frames)).toEqual({ fillerSeconds: 0, longestFillerSeconds: 0, missing: 0, repeated: 0, lost: 0, mixed: 0, epochs: [3], timelines: 1 });
  });

  it('goes over to a successor at the next sample', () => {
    const frames = rendered({ epoch: 3, from: 0, packets: 20 }, { epoch: 9, from: 20, packets: 20 });
    expect(judge([...run(3, 0, 20), ...run(9, 20, 40)], frames)).toMatchObject({ missing: 0, repeated: 0, mixed: 0, epochs: [3, 9] });
  });

  it('shows what a successor left out or rendered twice', () => {
    const frames = rendered({ epoch: 3, from: 0, packets: 20 }, { epoch: 9, from: 15, packets: 40 });
    expect(judge([...run(3, 0, 20), ...run(9, 25, 40)], frames)).toMatchObject({ missing: 5 * 960, repeated: 0 });
    expect(judge([...run(3, 0, 20), ...run(9, 17, 40)], frames)).toMatchObject({ missing: 0, repeated: 3 * 960 });
  });

  it('counts each time that an older owner is heard after a newer one', () => {
    const frames = rendered({ epoch: 3, from: 0, packets: 60 }, { epoch: 9, from: 0, packets: 60 });
    expect(judge([...run(3, 0, 10), ...run(9, 10, 20), ...run(3, 20, 30), ...run(9, 30, 40), ...run(3, 40, 50)], frames)).toMatchObject({ mixed: 2 });
  });

  it('takes 200 ms coded again for programme, and the rest of what nobody rendered for filler', () => {
    const frames = rendered({ epoch: 3, from: 0, packets: 200 });
    expect(judge([...run(3, 0, 20), ...other(10), ...run(3, 30, 60)], frames)).toMatchObject({ fillerSeconds: 0, missing: 0 });
    expect(judge([...run(3, 0, 20), ...other(60), ...run(3, 80, 100)], frames)).toMatchObject({ fillerSeconds: 1, longestFillerSeconds: 1, missing: 0 });
  });

  it('shows positions that never came', () => {
    const frames = rendered({ epoch: 3, from: 0, packets: 50 });
    const packets = recorded(...run(3, 0, 50)).filter(({ position }) => position < 10 * 960 || position >= 14 * 960);
    expect(judgeStretches(stretchesOf(packets, frames))).toMatchObject({ lost: 4 * 960, missing: 0 });
  });

  it('knows a packet that was rendered twice by what came before it', () => {
    const frames = rendered({ epoch: 3, from: 0, packets: 50 });
    frames.get('3/20')?.unshift({ epoch: 3, sample: 7 * 960, timelineId: 't' });
    expect(judge(run(3, 0, 50), frames)).toMatchObject({ missing: 0, repeated: 0 });
  });
});

describe('a model player', () => {
  const burst = (seconds: number) => Array.from({ length: seconds * 50 }, (_, i) => ({ position: i * 960, name: '', atMs: 0 }));
  it('holds what came with the burst, and less after a pause', () => {
    const steady = recorded(...run(1, 0, 200));
    expect(leastHeldSeconds([...burst(4), ...steady])).toBeCloseTo(4, 1);
    const paused = steady.map((packet) => ({ ...packet, atMs: packet.atMs < 2_000 ? packet.atMs : packet.atMs + 3_000 }));
    expect(leastHeldSeconds([...burst(4), ...paused])).toBeCloseTo(1, 1);
  });

  it('runs dry when nothing comes for longer than it holds', () => {
    expect(leastHeldSeconds(burst(4), 6_000)).toBeCloseTo(-2, 1);
  });
});

it('finds the longest silence of a node, also at the end', () => {
  const messages = [100, 200, 900, 1000].map((atMs) => ({ node: 'a', atMs }));
  expect(longestSilenceSeconds(messages, 'a', 0, 1_100)).toBeCloseTo(0.7);
  expect(longestSilenceSeconds(messages, 'a', 0, 3_000)).toBeCloseTo(2);
});

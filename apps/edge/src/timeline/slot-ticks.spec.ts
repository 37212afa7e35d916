import { tickEverySlot } from './slot-ticks';

/** A clock whose timers fire as late as the test says. */
function lateClock(lateMs: (turn: number) => number) {
  let nowMs = 12_345.6;
  let next: { run: () => void; atMs: number } | undefined;
  let turn = 0;
  return {
    now: () => nowMs,
    setTimer: (run: () => void, delayMs: number) => {
      next = { run, atMs: nowMs + delayMs };
      return undefined as unknown as NodeJS.Timeout;
    },
    fire: () => {
      nowMs = (next?.atMs ?? nowMs) + lateMs(turn++);
      next?.run();
    },
  };
}

describe('tickEverySlot', () => {
  it.each([0, 0.3, 1.7, 40])('leaves no slot out when each timer fires %f ms late', (lateMs) => {
    const clock = lateClock(() => lateMs);
    const slots: number[] = [];
    tickEverySlot(100, () => slots.push(Math.floor(clock.now() / 100)), clock);
    for (let i = 0; i < 1_000; i++) clock.fire();
    expect(slots).toEqual(Array.from({ length: 1_000 }, (_, i) => 124 + i));
  });

  it('is back in step after a stall', () => {
    const clock = lateClock((turn) => (turn === 10 ? 730 : 1));
    const phases: number[] = [];
    tickEverySlot(100, () => phases.push(clock.now() % 100), clock);
    for (let i = 0; i < 30; i++) clock.fire();
    expect(phases.slice(11).every((phase) => phase < 4)).toBe(true);
  });
});

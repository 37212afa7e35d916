/** What the ticks are made with; the process's own by default. */
export interface TickClock {
  now: () => number;
  setTimer: (run: () => void, delayMs: number) => NodeJS.Timeout;
}

const processClock: TickClock = { now: () => performance.now(), setTimer: (run, delayMs) => setTimeout(run, delayMs) };

/**
 * Calls `tick` right after every multiple of `stepMs` on the clock. `setInterval` comes a little later each time, until a
 * multiple passes between two calls: whoever's turn that was is served a whole step late.
 *
 * @returns what ends it
 */
export function tickEverySlot(stepMs: number, tick: () => void, clock = processClock): () => void {
  let timer: NodeJS.Timeout;
  const plan = (): void => {
    // A timer may fire up to 1 ms early.
    timer = clock.setTimer(run, Math.ceil(stepMs - (clock.now() % stepMs)) + 1);
  };
  const run = (): void => {
    plan();
    tick();
  };
  plan();
  return () => clearTimeout(timer);
}

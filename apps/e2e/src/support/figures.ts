import type { Capture, CapturedSound } from '@longwave/testing';

/** Prints what a journey measured, where Jest prints whether it passed: a bound that holds does not tell by how much. */
export function figures(measured: Record<string, number | string>): void {
  const list = Object.entries(measured).map(([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 100) / 100 : value}`);
  process.stderr.write(`  measured: ${expect.getState().currentTestName}: ${list.join(', ')}\n`);
}

/** Checks the two measures of a change that nobody may hear, for a station of tones. @returns both, for `figures` */
export function expectSmooth(sound: CapturedSound): { 'deepest hole, dB': number; 'largest step, dBFS': number } {
  const [hole, step] = [sound.deepestHoleDb({ windowMs: 20 }), sound.largestStepDbfs()];
  expect(hole).toBeLessThan(9);
  expect(step).toBeLessThan(-30);
  return { 'deepest hole, dB': hole, 'largest step, dBFS': step };
}

/** The longest time in which a listener got no byte, in milliseconds. */
export function longestPauseMs({ arrivals }: Capture): number {
  return arrivals.slice(1).reduce((longest, { at }, i) => Math.max(longest, at - (arrivals[i]?.at ?? at)), 0);
}

import type { CapturedSound } from '@longwave/testing';

/** Prints what a journey measured, where Jest prints whether it passed: a bound that holds does not tell by how much. */
export function figures(measured: Record<string, number | string>): void {
  const list = Object.entries(measured).map(([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 100) / 100 : value}`);
  process.stderr.write(`  measured: ${expect.getState().currentTestName}: ${list.join(', ')}\n`);
}

/** The two measures of a change that nobody may hear. */
export function smoothness(sound: CapturedSound): { 'deepest hole, dB': number; 'largest step, dBFS': number } {
  return { 'deepest hole, dB': sound.deepestHoleDb({ windowMs: 20 }), 'largest step, dBFS': sound.largestStepDbfs() };
}

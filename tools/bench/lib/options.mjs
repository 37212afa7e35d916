import { parseArgs } from 'node:util';

/**
 * Options of a bench, from `--name value`. Numbers where the default is one.
 *
 * @param defaults name → default; `undefined` for one that may be left out
 */
export function readOptions(defaults) {
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: 'string' }]));
  const { values } = parseArgs({ options });
  return Object.fromEntries(
    Object.entries(defaults).map(([name, fallback]) => {
      const given = values[name];
      if (given === undefined) return [name, fallback];
      if (typeof fallback !== 'number') return [name, given];
      if (!Number.isFinite(Number(given))) throw new Error(`--${name} wants a number`);
      return [name, Number(given)];
    }),
  );
}

/** Numbers in [0, 1) that are the same for the same seed, so that a run can be repeated (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

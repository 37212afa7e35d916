/**
 * How long to wait before the next try: half a second to start with, doubled each time, ten seconds at most, and then
 * something between half and one and a half of that, so that the listeners of a server that came back do not all arrive at once.
 *
 * @param failures how often it failed in a row, from 1
 * @param random in [0, 1)
 */
export function backOffMs(failures: number, random: number): number {
  const wait = Math.min(10_000, 500 * 2 ** (Math.max(1, failures) - 1));
  return Math.round(wait * (0.5 + random));
}

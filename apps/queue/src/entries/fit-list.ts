import type { QueueEntryDto } from '@longwave/contracts';

const encoder = new TextEncoder();
const bytesOf = (value: unknown) => encoder.encode(JSON.stringify(value)).length + 1;

/**
 * As much of a queue as fits a message: entries from the head on while there is room, then of each as many voters as its
 * share of what is left.
 *
 * @param maxBytes of the entries' JSON
 */
export function fitList(entries: readonly QueueEntryDto[], maxBytes: number): QueueEntryDto[] {
  let left = maxBytes;
  const bare: QueueEntryDto[] = [];
  for (const entry of entries) {
    const alone = { ...entry, voters: [] };
    const bytes = bytesOf(alone);
    if (bytes > left) break;
    left -= bytes;
    bare.push(alone);
  }
  return bare.map((entry, index) => {
    let share = Math.floor(left / (bare.length - index));
    const voters = [];
    for (const voter of entries[index]?.voters ?? []) {
      const bytes = bytesOf(voter);
      if (bytes > share) break;
      share -= bytes;
      left -= bytes;
      voters.push(voter);
    }
    return { ...entry, voters };
  });
}

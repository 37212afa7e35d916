import { PACKET_SAMPLES } from './recorder.mjs';

/** Packets that an edge codes again where one sound joins another: programme, though not the mixer's bytes. */
const BRIDGE_PACKETS = 10;

/**
 * Finds each recorded packet among those that mixers rendered: by its bytes, so that there is no doubt whose it is.
 *
 * @param packets `{position, name, atMs}` of one listener, in order
 * @param frames packet's name → where it stands, of each mixer
 * @returns stretches of one kind: `programme` of one epoch and one distance between sample and position, or `other`, which
 *   is filler or a bridge
 */
export function stretchesOf(packets, frames) {
  const stretches = [];
  for (const { position, name, atMs } of packets) {
    const last = stretches.at(-1);
    const place = bestPlace(frames.get(name), position, stretches.findLast(({ kind }) => kind === 'programme'));
    const base = place && place.sample - position;
    const isSame = last && position === last.position + last.packets * PACKET_SAMPLES && (place ? last.epoch === place.epoch && last.base === base : last.kind === 'other');
    if (isSame) last.packets += 1;
    else if (place) stretches.push({ kind: 'programme', position, packets: 1, epoch: place.epoch, base, timelineId: place.timelineId, atMs });
    else stretches.push({ kind: 'other', position, packets: 1, atMs });
  }
  return stretches;
}

/** Tones repeat, and so may packets: the place that goes on from what was heard is the one. */
function bestPlace(places, position, before) {
  if (!places) return undefined;
  const distance = (place) => (before ? Math.abs(place.sample - position - before.base) * 4 + (place.epoch === before.epoch ? 0 : 1) : 0);
  return places.reduce((best, place) => (distance(place) < distance(best) ? place : best));
}

/**
 * What one listener got. Times in seconds, counts in samples.
 *
 * - `fillerSeconds`: what stood in for programme; up to 200 ms coded again at a join are programme.
 * - `missing`, `repeated`: the distance between the channel's count and the stream's changed by so much.
 * - `lost`: positions that never came.
 * - `mixed`: times that a lower epoch followed a higher one.
 */
export function judgeStretches(stretches) {
  const result = { fillerSeconds: 0, longestFillerSeconds: 0, missing: 0, repeated: 0, lost: 0, mixed: 0, epochs: [], timelines: 0 };
  let programme;
  let end = stretches[0]?.position ?? 0;
  for (const stretch of stretches) {
    result.lost += Math.max(0, stretch.position - end);
    end = stretch.position + stretch.packets * PACKET_SAMPLES;
    if (stretch.kind === 'other') {
      const seconds = (Math.max(0, stretch.packets - BRIDGE_PACKETS) * PACKET_SAMPLES) / 48_000;
      result.fillerSeconds += seconds;
      result.longestFillerSeconds = Math.max(result.longestFillerSeconds, seconds);
      continue;
    }
    if (programme) {
      result.missing += Math.max(0, stretch.base - programme.base);
      result.repeated += Math.max(0, programme.base - stretch.base);
      if (stretch.epoch < programme.epoch) result.mixed += 1;
    }
    if (programme?.epoch !== stretch.epoch) result.epochs.push(stretch.epoch);
    if (programme?.timelineId !== stretch.timelineId) result.timelines += 1;
    programme = stretch;
  }
  return result;
}

/** How long the burst takes to come, in pieces. */
const BURST_MS = 1_000;

/**
 * A player that begins with the first byte and plays on: how much it holds at least, once the burst is there.
 *
 * @returns seconds; below 0 it ran dry for so long
 */
export function leastHeldSeconds(packets, endMs = packets.at(-1)?.atMs ?? 0) {
  const first = packets[0];
  if (!first) return 0;
  let least = Number.POSITIVE_INFINITY;
  let held = 0;
  for (const { atMs } of [...packets, { atMs: endMs }]) {
    if (atMs - first.atMs > BURST_MS) least = Math.min(least, held - (atMs - first.atMs) / 1000);
    held += PACKET_SAMPLES / 48_000;
  }
  return least;
}

/** The longest time without a frame of any mixer on a node, in seconds. */
export function longestSilenceSeconds(messages, node, fromMs, toMs) {
  let last = fromMs;
  let longest = 0;
  for (const { atMs } of messages.filter((message) => message.node === node && message.atMs >= fromMs && message.atMs <= toMs)) {
    longest = Math.max(longest, atMs - last);
    last = atMs;
  }
  return Math.max(longest, toMs - last) / 1000;
}

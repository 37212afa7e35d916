import type { StoredFade, StoredItem, StoredMix, StoredPlayhead, StoredVoice } from './kv';

/** More voices than can sound at one time: some fades in a row of skips. */
const MAX_VOICES = 16;
const FRAME_SAMPLES = 960;

/**
 * A playhead as the KV holds it, whoever wrote it: an older or newer mixer may have left out what this one knows, and what
 * cannot be gone on with counts as absent. Never throws.
 *
 * @returns undefined for what names no time line
 */
export function readPlayhead(value: unknown): StoredPlayhead | undefined {
  if (!isObject(value) || typeof value['timelineId'] !== 'string') return undefined;
  const stored = value as Partial<StoredPlayhead> & { timelineId: string };
  return {
    timelineId: stored.timelineId,
    epoch: numberOr(stored.epoch, 0),
    rev: numberOr(stored.rev, 0),
    item: isItem(stored.item) ? stored.item : null,
    startedAtSample: numberOr(stored.startedAtSample, 0),
    offsetSamples: numberOr(stored.offsetSamples, 0),
    speed: numberOr(stored.speed, 1),
    mix: isMix(stored.mix) ? stored.mix : null,
    upcoming: arrayOf(stored.upcoming, isItem),
    started: isItem(stored.started) ? stored.started : null,
    finishedEntryIds: arrayOf(stored.finishedEntryIds, (id): id is string => typeof id === 'string'),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

function arrayOf<T>(value: unknown, isOne: (one: unknown) => one is T): T[] {
  return Array.isArray(value) ? value.filter(isOne) : [];
}

function isItem(value: unknown): value is StoredItem {
  if (!isObject(value)) return false;
  const { trackId, entryId, tier } = value;
  return typeof trackId === 'string' && (entryId === null || typeof entryId === 'string') && (tier === 'requests' || tier === 'playlist');
}

function isMix(value: unknown): value is StoredMix {
  if (!isObject(value) || !Array.isArray(value['voices'])) return false;
  const { atSample, voices } = value;
  return Number.isSafeInteger(atSample) && Number(atSample) % FRAME_SAMPLES === 0 && voices.length > 0 && voices.length <= MAX_VOICES && voices.every(isVoice);
}

function isVoice(value: unknown): value is StoredVoice {
  if (!isObject(value) || !isObject(value['source'])) return false;
  const { source, playedFrames, aheadFrames, fade } = value;
  return isSource(source) && Number.isFinite(playedFrames) && Number.isFinite(aheadFrames) && isFade(fade);
}

function isSource(source: Record<string, unknown>): boolean {
  switch (source['kind']) {
    case 'file':
      return isItem(source['item']);
    case 'live':
      return typeof source['sessionId'] === 'string';
    default:
      return source['kind'] === 'noise' || source['kind'] === 'silence';
  }
}

function isFade(value: unknown): value is StoredFade {
  if (!isObject(value)) return false;
  const { fromAngle, toAngle, frames, leftFrames, course } = value;
  return [fromAngle, toAngle, frames, leftFrames].every((number) => Number.isFinite(number)) && Number(frames) > 0 && (course === 'even' || course === 'eager');
}

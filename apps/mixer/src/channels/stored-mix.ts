import type { StoredItem, StoredMix, StoredVoice } from '@longwave/contracts';
import type { OnAir } from '../render/engine-events';
import type { EngineMix } from '../render/engine-mix';
import type { PlayableItem } from '../render/playable-item';

/** Who asked for an item, by its key. */
export type RequestedBy = (key: string) => string | null;

/** A file as another mixer finds it again: its key and path mean something here only. */
export function storedItem({ key, trackId, entryId, tier }: PlayableItem, requestedBy: RequestedBy): StoredItem {
  return { trackId, entryId, tier, requestedByUserId: requestedBy(key) };
}

/** What is on the bus, for another mixer. */
export function storedMix(mix: EngineMix, requestedBy: RequestedBy): StoredMix {
  return { atSample: mix.atSample, voices: mix.voices.map(({ what, ...rest }) => ({ ...rest, source: sourceOf(what, requestedBy) })) };
}

function sourceOf(what: OnAir, requestedBy: RequestedBy): StoredVoice['source'] {
  if ('item' in what) return { kind: 'file', item: storedItem(what.item, requestedBy) };
  return 'sessionId' in what ? { kind: 'live', sessionId: what.sessionId } : { kind: what.tier };
}

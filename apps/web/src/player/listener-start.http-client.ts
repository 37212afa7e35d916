import type { Mount } from '../api/types';
import { listenerStartUrl } from './choose-mounts';
import type { ListenerStart } from './heard-sample';

/** Asks the edge what a listener was sent first; undefined when it does not know (yet) or cannot be reached. */
export async function fetchListenerStart(mount: Mount, listenerId: string, signal: AbortSignal): Promise<ListenerStart | undefined> {
  try {
    const response = await fetch(listenerStartUrl(mount, listenerId), { signal, cache: 'no-store' });
    if (!response.ok) return undefined;
    const body = (await response.json()) as { timeline_id?: unknown; first_sample?: unknown };
    if (typeof body.timeline_id !== 'string' || typeof body.first_sample !== 'number') return undefined;
    return { timelineId: body.timeline_id, firstSample: body.first_sample };
  } catch {
    // It is asked again; until then the page goes by its estimate.
    return undefined;
  }
}

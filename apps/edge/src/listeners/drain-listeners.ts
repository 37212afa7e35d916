import type { ListenerHub } from './listener-hub';

const STEP_MS = 100;

/**
 * Ends all listeners within a time, an even share every 100 ms: players begin again at once, and ten thousand at the same
 * moment would be a blow to whoever takes them. Those who wait for their turn hear on. Returns when all were ended, or
 * left.
 */
export async function drainListeners(hub: ListenerHub, durationMs: number): Promise<void> {
  const startMs = performance.now();
  const all = [...hub];
  for (let ended = 0; hub.size > 0 && ended < all.length; ) {
    const share = Math.min(1, (performance.now() - startMs) / durationMs);
    const due = Math.ceil(all.length * share);
    for (; ended < due; ended++) all[ended]?.end('server-ended');
    if (ended < all.length) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}

import { get } from 'node:http';

const HEALTH_WITHIN_MS = 2_000;

/**
 * Listens to a mount until enough bytes came: at `?burst=0` they come as they are played.
 *
 * @param url address of the mount
 * @returns whether `bytes` arrived within `withinMs`; false as well when nobody answers
 */
export function hearsBytes(url: string, bytes: number, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    let heard = 0;
    const done = (result: boolean): void => {
      clearTimeout(timer);
      request.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => done(false), withinMs);
    const request = get(`${url}?burst=0`, { agent: false }, (response) => {
      if (response.statusCode !== 200) return done(false);
      response.on('data', (chunk: Buffer) => (heard += chunk.length) >= bytes && done(true));
      response.on('close', () => done(false));
    });
    request.on('error', () => done(false));
  });
}

/**
 * Whether the edge sends a channel's programme, and not filler in its place, which sounds as well.
 *
 * @param url any address of the edge
 * @returns false as well when nobody answers
 */
export async function sendsProgramme(url: string, channelId: number): Promise<boolean> {
  try {
    const response = await fetch(new URL('/health', url), { signal: AbortSignal.timeout(HEALTH_WITHIN_MS) });
    const { channels = [] } = (await response.json()) as { channels?: { channel_id: number; sound: string }[] };
    return channels.some((channel) => channel.channel_id === channelId && channel.sound === 'programme');
  } catch {
    // It is asked again.
    return false;
  }
}

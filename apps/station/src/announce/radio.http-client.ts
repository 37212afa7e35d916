import { get } from 'node:http';

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

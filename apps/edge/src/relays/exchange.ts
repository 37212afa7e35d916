import type { Socket } from 'node:net';
import { RelayError } from './relay-error';

/** As much of an answer as anybody looks at. */
const MAX_ANSWER_BYTES = 8 * 1024;

/**
 * Sends a request and reads the answer until `read` makes something of it.
 *
 * @param read gets all that came so far, and whether nothing more comes; what it throws is thrown
 * @throws RelayError when the answer does not come in time, or the connection breaks
 */
export function exchange<T>(socket: Socket, request: string, timeoutMs: number, read: (answer: string, isEnd: boolean) => T | undefined): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let answer = '';
    const settle = (work: () => void): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
      work();
    };
    const look = (isEnd: boolean): void => {
      try {
        const found = read(answer, isEnd);
        if (found !== undefined) settle(() => resolve(found));
        else if (isEnd) settle(() => reject(new RelayError('broken', 'the target closed the connection in the middle of its answer')));
      } catch (error) {
        settle(() => reject(error instanceof Error ? error : new RelayError('broken', 'the answer could not be read', { cause: error })));
      }
    };
    const onData = (bytes: Buffer): void => {
      answer = (answer + bytes.toString('utf8')).slice(0, MAX_ANSWER_BYTES);
      look(answer.length >= MAX_ANSWER_BYTES);
    };
    const onEnd = (): void => look(true);
    const onError = (error: Error): void => settle(() => reject(new RelayError('broken', 'the connection to the target broke', { cause: error })));
    const timer = setTimeout(() => settle(() => reject(new RelayError('broken', `the target did not answer within ${timeoutMs} ms`))), timeoutMs);
    socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
    socket.write(request, 'utf8');
  });
}

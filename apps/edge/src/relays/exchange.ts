import type { Socket } from 'node:net';
import { isWholeAnswer } from './is-whole-answer';
import { RelayError } from './relay-error';

/** As much of an answer as anybody looks at. */
const MAX_ANSWER_BYTES = 8 * 1024;
/** What comes later than that after the head of an answer is not waited for: it may be the end of a line that is kept open. */
const BODY_MS = 2_000;

/**
 * Sends a request and reads the answer until `read` makes something of it. An answer is over when its body is whole, the
 * line ends, or 2 s after its head.
 *
 * @param read gets all that came so far, and whether nothing more comes; what it throws is thrown
 * @throws RelayError when the answer does not come in time, or the connection breaks
 */
export function exchange<T>(socket: Socket, request: string, timeoutMs: number, read: (answer: string, isEnd: boolean) => T | undefined): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let answer = Buffer.alloc(0);
    let bodyTimer: NodeJS.Timeout | undefined;
    const settle = (work: () => void): void => {
      clearTimeout(timer);
      clearTimeout(bodyTimer);
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
      work();
    };
    const look = (isEnd: boolean): boolean => {
      try {
        const found = read(answer.toString('utf8'), isEnd);
        if (found !== undefined) settle(() => resolve(found));
        else if (isEnd) settle(() => reject(new RelayError('broken', 'the target closed the connection in the middle of its answer')));
        return found !== undefined || isEnd;
      } catch (error) {
        settle(() => reject(error instanceof Error ? error : new RelayError('broken', 'the answer could not be read', { cause: error })));
        return true;
      }
    };
    const onData = (bytes: Buffer): void => {
      answer = Buffer.concat([answer, bytes]).subarray(0, MAX_ANSWER_BYTES);
      if (look(answer.length >= MAX_ANSWER_BYTES || isWholeAnswer(answer))) return;
      if (answer.includes('\r\n\r\n')) bodyTimer ??= setTimeout(onEnd, BODY_MS);
    };
    const onEnd = (): void => void look(true);
    const onError = (error: Error): void => settle(() => reject(new RelayError('broken', 'the connection to the target broke', { cause: error })));
    const timer = setTimeout(() => settle(() => reject(new RelayError('broken', `the target did not answer within ${timeoutMs} ms`))), timeoutMs);
    socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
    socket.write(request, 'utf8');
  });
}

import { Worker } from 'node:worker_threads';
import { compiledFile } from '../compiled-file';
import type { TagsReply, TagsRequest } from './tags';

const TIMEOUT_MS = 20_000;
/** Enough for any cover that is taken, several times. A tag that wants more ends its worker, not the process. */
const WORKER_MEMORY_MB = 256;

/** Reads tags in a worker thread, so that a tag that takes endless time or memory harms nobody else. */
export class TagReader {
  private worker: Worker | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** One after another. Never throws: what cannot be read is a `problem`. */
  read(request: TagsRequest): Promise<TagsReply> {
    const reading = this.last.then(() => this.ask(request)).catch((error: unknown) => ({ problem: `no thread to read its tags: ${String(error)}` }));
    this.last = reading;
    return reading;
  }

  /** Ends the worker; the next `read` starts another. */
  async close(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private async ask(request: TagsRequest): Promise<TagsReply> {
    const worker = (this.worker ??= startWorker());
    const reply = await new Promise<TagsReply | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), TIMEOUT_MS);
      const settle = (answer: TagsReply | undefined): void => {
        clearTimeout(timer);
        worker.removeAllListeners('message').removeAllListeners('exit');
        resolve(answer);
      };
      worker.once('message', settle);
      worker.once('exit', () => settle(undefined));
      worker.postMessage(request);
    });
    if (reply !== undefined) return reply;
    await this.close();
    return { problem: 'its tags take too much time or memory' };
  }
}

function startWorker(): Worker {
  const worker = new Worker(compiledFile(__dirname, 'read-tags.worker.js'), {
    resourceLimits: { maxOldGenerationSizeMb: WORKER_MEMORY_MB },
    // Nothing of ours is its business.
    env: {},
  });
  // 'exit' follows, and that is what is waited for.
  worker.on('error', () => undefined);
  worker.unref();
  return worker;
}

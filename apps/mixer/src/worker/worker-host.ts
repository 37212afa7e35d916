import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { WorkerCommand, WorkerReport, WorkerStart } from './worker-messages';

/** The main thread's end of one rendering thread. */
export class WorkerHost {
  readonly #worker: Worker;

  /**
   * @param onReport hears the worker
   * @param onExit the thread ended without being asked to; the mixer cannot go on then
   */
  constructor(start: WorkerStart, onReport: (report: WorkerReport) => void, onExit: (error: Error) => void) {
    this.#worker = new Worker(workerFile(), { workerData: start });
    let isClosing = false;
    this.close = () => {
      if (isClosing) return Promise.resolve();
      isClosing = true;
      return new Promise((resolve) => {
        const timer = setTimeout(() => void this.#worker.terminate(), 1_000);
        this.#worker.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        this.send({ type: 'close' });
      });
    };
    this.#worker.on('message', onReport);
    this.#worker.on('error', (error) => onExit(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', (code) => {
      if (!isClosing) onExit(new Error(`the rendering thread ended with code ${code}`));
    });
  }

  readonly close: () => Promise<void>;

  send(command: WorkerCommand): void {
    this.#worker.postMessage(command);
  }
}

/** A thread runs compiled code; under a test runner that loads sources it lies in `dist` all the same. */
function workerFile(): string {
  const beside = path.join(__dirname, 'mixer-worker.js');
  return existsSync(beside) ? beside : path.resolve(__dirname, '../../dist/worker/mixer-worker.js');
}

import type { NodeConnectionOptions } from '@nats-io/transport-node';
import type { Worker } from 'node:worker_threads';
import { takeThread } from './renderer-thread';
import type { WorkerCommand, WorkerReport } from './worker-messages';

const CLOSE_LIMIT_MS = 1_000;

/** The main thread's end of one rendering thread. */
export class WorkerHost {
  readonly #worker: Worker;
  #closing: Promise<void> | undefined;
  #onClosed: () => void = () => undefined;

  /**
   * @param nats options of its own connection; plain data
   * @param onReport hears the worker
   * @param onExit the thread ended without being asked to; the mixer cannot go on then
   */
  constructor(nats: NodeConnectionOptions, onReport: (report: Exclude<WorkerReport, { type: 'closed' }>) => void, onExit: (error: Error) => void) {
    this.#worker = takeThread();
    this.#worker.on('message', (report: WorkerReport) => {
      if (report.type === 'closed') this.#onClosed();
      else onReport(report);
    });
    this.#worker.on('error', (error) => onExit(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', (code) => {
      if (!this.#closing) onExit(new Error(`the rendering thread ended with code ${code}`));
    });
    this.send({ type: 'connect', nats });
  }

  send(command: WorkerCommand): void {
    this.#worker.postMessage(command);
  }

  /** Stops every channel. Resolves when the last frames are with NATS, or cannot get there. */
  closeChannels(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, CLOSE_LIMIT_MS);
      this.#onClosed = () => {
        clearTimeout(timer);
        resolve();
      };
      this.send({ type: 'close-channels' });
    });
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      const timer = setTimeout(() => void this.#worker.terminate(), CLOSE_LIMIT_MS);
      this.#worker.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      this.send({ type: 'close' });
    });
    return this.#closing;
  }
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

let early: Worker | undefined;

/** Starts a rendering thread before anybody needs it: it loads its codecs while the main thread loads its framework. */
export function startEarly(): void {
  early ??= startThread();
}

/** A rendering thread: the one that was started early, if nobody has it yet. */
export function takeThread(): Worker {
  const thread = early ?? startThread();
  early = undefined;
  return thread;
}

function startThread(): Worker {
  return new Worker(workerFile());
}

/** A thread runs compiled code; under a test runner that loads sources it lies in `dist` all the same. */
function workerFile(): string {
  const beside = path.join(__dirname, 'mixer-worker.js');
  return existsSync(beside) ? beside : path.resolve(__dirname, '../../dist/worker/mixer-worker.js');
}

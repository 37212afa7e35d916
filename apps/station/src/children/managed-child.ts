import type { ChildProcess } from 'node:child_process';
import { backOffMs, healthyAfterMs } from './back-off';

/** One program that the station keeps running. */
export interface ChildSpec {
  readonly name: string;
  readonly kind: 'app' | 'server';
  /** Runs before each start. */
  prepare?: () => Promise<void>;
  spawn: () => ChildProcess;
  /** Asked until it says yes. Without it the child says so itself, by the message `{type: 'ready'}`. */
  isReady?: () => Promise<boolean>;
  readonly stopSignal: NodeJS.Signals;
  /** How long it may take to end politely; 5 s by default. */
  readonly endWithinMs?: number;
}

/** How a child ended. */
export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why it could not even be started. */
  error?: Error;
  wasReady: boolean;
  ranMs: number;
  /** When it will be started again. */
  againInMs: number;
}

/** What the supervisor is told. */
export interface ChildHooks {
  onSpawn: (child: ChildProcess) => void;
  onReady: (tookMs: number) => void;
  onEnd: (end: ChildEnd) => void;
}

const askEveryMs = 25;
/** What is asked to end gets this long, unless it needs longer. */
const usualEndWithinMs = 5_000;

/** Starts a child, starts it again when it ends, and ends it for good. */
export class ManagedChild {
  /** Resolves when it is ready for the first time. */
  readonly firstReady: Promise<void>;
  isReady = false;
  /** Whether it has been ready since the station started. */
  wasReady = false;
  #resolveReady: () => void = () => undefined;
  #process: ChildProcess | undefined;
  #gone: Promise<void> = Promise.resolve();
  #endsInARow = 0;
  #isWanted = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly spec: ChildSpec, private readonly hooks: ChildHooks) {
    this.firstReady = new Promise((resolve) => (this.#resolveReady = resolve));
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts it, and keeps it running from now on. */
  start(): void {
    this.#isWanted = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    const startedAt = performance.now();
    const ended = (end: Pick<ChildEnd, 'code' | 'signal' | 'error'>): void => this.#ended({ ...end, ranMs: performance.now() - startedAt });
    try {
      await this.spec.prepare?.();
      if (!this.#isWanted) return;
      this.#watch(this.spec.spawn(), startedAt, ended);
    } catch (error) {
      ended({ code: null, signal: null, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  #watch(child: ChildProcess, startedAt: number, ended: (end: Pick<ChildEnd, 'code' | 'signal' | 'error'>) => void): void {
    this.#process = child;
    this.#gone = new Promise((resolve) => {
      const finish = (end: Pick<ChildEnd, 'code' | 'signal' | 'error'>): void => {
        if (this.#process !== child) return;
        this.#process = undefined;
        resolve();
        ended(end);
      };
      // An error comes instead of an exit only when there is no process at all; others, of signals and messages, may come often.
      child.on('error', (error) => child.pid === undefined && finish({ code: null, signal: null, error }));
      child.once('exit', (code, signal) => finish({ code, signal }));
    });
    this.hooks.onSpawn(child);
    const ready = (): void => {
      if (this.#process !== child || this.isReady) return;
      this.isReady = true;
      this.wasReady = true;
      this.hooks.onReady(performance.now() - startedAt);
      this.#resolveReady();
    };
    if (this.spec.isReady) void this.#ask(child, this.spec.isReady, ready);
    else child.on('message', (message) => isReadyMessage(message) && ready());
  }

  async #ask(child: ChildProcess, isReady: () => Promise<boolean>, ready: () => void): Promise<void> {
    while (this.#process === child) {
      if (await isReady()) return ready();
      await new Promise((resolve) => setTimeout(resolve, askEveryMs));
    }
  }

  #ended(end: Pick<ChildEnd, 'code' | 'signal' | 'error' | 'ranMs'>): void {
    const wasReady = this.isReady;
    this.isReady = false;
    if (!this.#isWanted) return;
    this.#endsInARow = wasReady && end.ranMs >= healthyAfterMs ? 1 : this.#endsInARow + 1;
    const againInMs = backOffMs(this.#endsInARow);
    this.hooks.onEnd({ ...end, wasReady, againInMs });
    this.#timer = setTimeout(() => void this.#run(), againInMs);
  }

  /** Ends it: politely, after its time by force, with everything it started. Returns once it is gone. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    clearTimeout(this.#timer);
    const child = this.#process;
    if (child === undefined) return;
    child.kill(this.spec.stopSignal);
    const force = setTimeout(() => this.kill(), this.spec.endWithinMs ?? usualEndWithinMs);
    await this.#gone;
    clearTimeout(force);
  }

  /** Ends it at once, with everything it started: each child leads a process group of its own. */
  kill(): void {
    const pid = this.#process?.pid;
    if (pid !== undefined) killGroup(pid, 'SIGKILL');
  }
}

function isReadyMessage(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
}

/** Signals a process group, if it still is there. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

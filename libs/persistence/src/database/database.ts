import { AppError } from '@longwave/contracts';
import { createLogger } from '@longwave/service';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { migrate } from '../migrations/migrate';
import { dataSourceOf } from './data-source-of';
import { isDatabaseAway } from './is-database-away';
import type { ServiceSchema } from './service-schema';

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

/**
 * One service's database: connects and migrates in the background for as long as it takes, answers
 * `SERVICE_UNAVAILABLE` in bounded time while the server is away, and goes on by itself when it is back.
 */
export class Database implements OnApplicationShutdown {
  private readonly logger;
  private source: DataSource | undefined;
  private closed = false;
  private wake: () => void = () => undefined;
  private resolveReady: () => void = () => undefined;
  private rejectReady: (error: Error) => void = () => undefined;
  private readonly ready = new Promise<void>((resolve, reject) => {
    this.resolveReady = resolve;
    this.rejectReady = reject;
  });
  private readonly running: Promise<void>;

  constructor(
    private readonly service: ServiceSchema,
    private readonly url: string,
  ) {
    this.logger = createLogger(`database ${service.schema}`);
    // Nobody may be waiting for it when the process ends before it ever came.
    this.ready.catch(() => undefined);
    this.running = this.connectForAsLongAsItTakes();
  }

  /** Whether it has connected and migrated once; the server may be away again by now. */
  get isReady(): boolean {
    return this.source !== undefined;
  }

  /** Whether the service is ending; nothing comes back from here. */
  get isClosed(): boolean {
    return this.closed;
  }

  /** Resolves once connected and migrated, with no time limit; rejects when closed before. */
  whenReady(): Promise<void> {
    return this.ready;
  }

  /**
   * Runs statements, each by itself.
   *
   * @throws AppError `SERVICE_UNAVAILABLE` when the server is away or takes too long; whatever `work` throws otherwise
   */
  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.translated(async (source) => work(source.manager));
  }

  /** Like `run`, all or nothing. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.translated(async (source) => source.transaction(work));
  }

  /** The data source, for guards. @throws AppError `SERVICE_UNAVAILABLE` before it is ready */
  get dataSource(): DataSource {
    if (this.source === undefined) throw this.unavailable(undefined);
    return this.source;
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    this.wake();
    await this.running;
    this.rejectReady(new Error('closed before it was ready'));
    const { source } = this;
    this.source = undefined;
    if (source?.isInitialized === true) await source.destroy();
  }

  private async translated<T>(work: (source: DataSource) => Promise<T>): Promise<T> {
    const source = this.dataSource;
    try {
      return await work(source);
    } catch (error) {
      if (!(error instanceof AppError) && isDatabaseAway(error)) throw this.unavailable(error);
      throw error;
    }
  }

  private unavailable(cause: unknown): AppError {
    return new AppError('SERVICE_UNAVAILABLE', 'the database is away; try again shortly', { service: this.service.schema }, { cause });
  }

  private async connectForAsLongAsItTakes(): Promise<void> {
    for (let waitMs = FIRST_RETRY_MS; !this.closed; waitMs = Math.min(2 * waitMs, LAST_RETRY_MS)) {
      try {
        const source = await this.connect();
        if (this.closed) return await source.destroy();
        this.source = source;
        this.logger.info('the database is ready');
        return this.resolveReady();
      } catch (err) {
        this.logger.warn({ err, retryMs: waitMs }, 'the database is not ready yet');
      }
      await this.pause(waitMs);
    }
  }

  private async connect(): Promise<DataSource> {
    await migrate(this.service, this.url);
    const source = dataSourceOf(this.service, this.url, {
      purpose: 'serve',
      // An idle connection broke, as when the server was killed. The pool has dropped it and makes a new one when asked.
      onPoolError: (err) => this.logger.warn({ err }, 'a database connection broke'),
    });
    return source.initialize();
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.closed) this.wake();
    });
  }
}

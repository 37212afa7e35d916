import 'reflect-metadata';
import { MessagingModule, natsMicroserviceOptions } from '@longwave/messaging';
import type { NatsAddress } from '@longwave/messaging';
import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { ConfigError, loadConfig } from '../config/load-config';
import { CoreConfig, processEnvironment } from '../config/core.config';
import { NestPinoLogger, startLog } from '../log/logger';

/** A process's HTTP side, when it has one. */
export interface HttpOptions {
  /** Fastify's own options: limits, trusted proxies. */
  adapter: () => object;
  /** Hooks, static files and documents, before it listens. */
  configure: (app: NestFastifyApplication) => Promise<void>;
  address: () => { port: number; host: string };
}

export interface ServiceOptions {
  /** The process's name in logs and the queue group of its events. */
  name: string;
  module: Type | DynamicModule;
  http?: HttpOptions;
  /** How long it may take to end politely, in ms; asked when it is to end. 4 s by default. A supervisor must wait longer. */
  closeLimitMs?: () => number;
}

/** A running service. */
export interface RunningService {
  app: INestApplicationContext;
  close: () => Promise<void>;
}

const CLOSE_LIMIT_MS = 4_000;

class RootModule {}

function rootModule(options: ServiceOptions, address: NatsAddress): DynamicModule {
  return { module: RootModule, imports: [MessagingModule.forRoot(address), options.module] };
}

async function startHttp(http: HttpOptions, root: DynamicModule, logger: NestPinoLogger, address: NatsAddress): Promise<INestApplicationContext> {
  const { FastifyAdapter } = await import('@nestjs/platform-fastify');
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(http.adapter()), { logger, abortOnError: false });
  app.connectMicroservice(natsMicroserviceOptions(address));
  await http.configure(app);
  await app.startAllMicroservices();
  const { port, host } = http.address();
  await app.listen(port, host);
  return app;
}

async function startMicroservice(root: DynamicModule, logger: NestPinoLogger, address: NatsAddress): Promise<INestApplicationContext> {
  const app = await NestFactory.createMicroservice(root, { ...natsMicroserviceOptions(address), logger, abortOnError: false });
  await app.listen();
  return app;
}

/** Starts a service with an environment of its own choosing; `bootService` is this with the process around it. */
export async function startService(options: ServiceOptions, core: CoreConfig, log: Logger): Promise<RunningService> {
  const address: NatsAddress = { url: core.NATS_URL, user: core.NATS_USER, password: core.NATS_PASSWORD, name: options.name, kvReplicas: core.NATS_KV_REPLICAS };
  const logger = new NestPinoLogger(log);
  const root = rootModule(options, address);
  const app = options.http
    ? await startHttp(options.http, root, logger, address)
    : await startMicroservice(root, logger, address);
  return { app, close: () => app.close() };
}

/**
 * `main.ts` of every app: settings, log, module, listen. Ends politely on SIGTERM, SIGINT and when the supervisor that
 * started it goes away; tells the supervisor when it is ready. A wrong setting ends it with one line for each.
 */
export async function bootService(options: ServiceOptions): Promise<void> {
  const core = settingsOrExit();
  const log = startLog(options.name, core.LOG_LEVEL);
  process.on('uncaughtException', (err) => die(log, err, 'an exception was not caught'));
  process.on('unhandledRejection', (err) => die(log, err, 'a rejection was not caught'));
  // Before the start, so that a supervisor that dies meanwhile leaves no orphan.
  let running: RunningService | undefined;
  let closing = false;
  const close = (reason: string) => {
    if (closing) return;
    closing = true;
    log.info({ reason }, 'ending');
    setTimeout(() => process.exit(0), options.closeLimitMs?.() ?? CLOSE_LIMIT_MS).unref();
    Promise.resolve(running?.close()).then(
      () => process.exit(0),
      (err: unknown) => die(log, err, 'could not end politely'),
    );
  };
  process.on('SIGTERM', () => close('SIGTERM'));
  // Ctrl-C reaches the whole process group; under a supervisor the supervisor decides the order.
  process.on('SIGINT', () => {
    if (!process.connected) close('SIGINT');
  });
  process.on('disconnect', () => close('the supervisor is gone'));
  try {
    running = await startService(options, core, log);
  } catch (err) {
    if (err instanceof ConfigError) exitWithProblems(err);
    die(log, err, 'could not start');
  }
  log.info('ready');
  process.send?.({ type: 'ready', service: options.name });
}

function settingsOrExit(): CoreConfig {
  try {
    return loadConfig(CoreConfig, processEnvironment());
  } catch (error) {
    if (error instanceof ConfigError) exitWithProblems(error);
    throw error;
  }
}

function exitWithProblems(error: ConfigError): never {
  for (const problem of error.problems) process.stderr.write(`setting refused: ${problem}\n`);
  process.exit(78);
}

function die(log: Logger, err: unknown, message: string): never {
  log.fatal({ err }, message);
  process.exit(1);
}

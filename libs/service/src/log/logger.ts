import type { LoggerService } from '@nestjs/common';
import { currentCorrelationId } from '@longwave/messaging';
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

let root: Logger | undefined;

/**
 * What errors of libraries carry beside their text, and what of it may be a secret: the command that Redis refused
 * (AUTH with the password), the address that `new URL` could not read, the values of a refused statement and PostgreSQL's
 * report of the row.
 */
const secretsOfErrors = ['command.args', 'input', 'parameters', 'detail', 'driverError.detail'];
const errorPaths = ['err', 'err.aggregateErrors[*]'].flatMap((error) => secretsOfErrors.map((field) => `${error}.${field}`));

/**
 * Begins the process's log: JSON lines, secrets left out. The supervisor makes them pretty.
 *
 * @param destination standard output by default
 */
export function startLog(service: string, level: string, destination: DestinationStream = pino.destination(1)): Logger {
  root = pino({
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['token', 'password', 'authorization', '*.token', '*.password', '*.authorization', 'headers.authorization', ...errorPaths], censor: '[hidden]' },
    mixin: () => {
      const correlationId = currentCorrelationId();
      return correlationId === undefined ? {} : { correlationId };
    },
  }, destination);
  return root;
}

/** A logger for one part of the process; before `startLog` it is silent, as in tests. */
export function createLogger(name: string): Logger {
  return (root ?? pino({ level: 'silent' })).child({ name });
}

/** Nest's own log lines and those of its `Logger`, in our format. */
export class NestPinoLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown, ...rest: unknown[]): void {
    // Nest tells each route and module it wires up; nobody reads that but someone who debugs the wiring.
    this.write('debug', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    // Nest's NATS server calls a lost connection an error; ours comes back by itself within a moment.
    const isReconnect = typeof message === 'string' && message.startsWith('NatsError: type: "disconnect"');
    this.write(isReconnect ? 'debug' : 'error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** Nest passes the context last; ours pass an object of fields first and a text second. */
  private write(level: 'trace' | 'debug' | 'warn' | 'error', message: unknown, rest: readonly unknown[]): void {
    const texts = rest.filter((value): value is string => typeof value === 'string');
    const name = texts.at(-1);
    if (message instanceof Error) return this.logger[level]({ name, err: message }, message.message);
    if (typeof message === 'object' && message !== null) return this.logger[level]({ name, ...message }, texts.length > 1 ? texts[0] : undefined);
    return this.logger[level]({ name, ...(texts.length > 1 ? { stack: texts[0] } : {}) }, String(message));
  }
}

import { IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { IsServerUrl } from './is-server-url';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Settings that every process reads. */
export class CoreConfig {
  @IsServerUrl('nats') NATS_URL!: string;
  @IsOptional() @IsString() @Length(1, 100) NATS_USER?: string;
  @IsOptional() @IsString() @Length(1, 200) NATS_PASSWORD?: string;
  /** Servers that keep the media plane's KV. Unset: 3 where NATS_URL names at least three, else 1. */
  @IsOptional() @IsInt() @Min(1) @Max(5) NATS_KV_REPLICAS?: number;
  @IsIn(logLevels) LOG_LEVEL: (typeof logLevels)[number] = 'info';
  @IsString() @Length(1, 1000) DATA_DIR = './data';
  /** Stable across restarts of the same process; names owners and counters. */
  @IsOptional() @Matches(/^[\w.-]{1,80}$/, { message: 'SERVICE_INSTANCE may hold letters, digits, dots and dashes' }) SERVICE_INSTANCE?: string;
}

/** The one place that reads the process's environment. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

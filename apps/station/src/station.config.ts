import { IsServerUrl, logLevels } from '@longwave/service';
import { IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { existsSync } from 'node:fs';

const origin = /^https?:\/\/[^\s/?#@]+$/;

/** Settings of the station, which it hands on to its children or fills in for them. */
export class StationConfig {
  @IsString() @Length(1, 1000) DATA_DIR = './data';
  /** Set: these servers are used. Unset: the station runs a private one. */
  @IsOptional() @IsServerUrl('nats') NATS_URL?: string;
  @IsOptional() @IsString() @Length(1, 100) NATS_USER?: string;
  @IsOptional() @IsString() @Length(1, 200) NATS_PASSWORD?: string;
  @IsOptional() @IsServerUrl('redis') REDIS_URL?: string;
  @IsOptional() @IsServerUrl('postgres') DATABASE_URL?: string;
  /** Unset: made at the first start and kept in DATA_DIR/secrets.json. */
  @IsOptional() @IsString() @Length(32, 500, { message: 'JWT_SECRET must have 32 to 500 characters; make one with `openssl rand -hex 32`' }) JWT_SECRET?: string;
  @IsOptional() @Matches(/^[\w~+/=-]{16,200}(,[\w~+/=-]{16,200})*$/, { message: 'ADMIN_API_TOKEN must be one or more tokens of 16 to 200 letters, digits and _~+/=-, separated by commas' })
  ADMIN_API_TOKEN?: string;
  @IsOptional() @IsString() @Length(32, 200) MEDIA_SIGNING_SECRET?: string;
  @IsOptional() @IsString() @Length(1, 1000) MUSIC_DIR?: string;
  @IsInt() @Min(1) @Max(65_535) GATEWAY_PORT = 8383;
  @IsInt() @Min(1) @Max(65_535) EDGE_PORT = 8005;
  @IsInt() @Min(0) @Max(3_600) EDGE_DRAIN_SECONDS = 3;
  @IsInt() @Min(1) @Max(65_535) HARBOR_PORT = 8003;
  @Matches(/^[\w.:-]{2,100}$/, { message: 'BIND_ADDRESS must be an address of this machine' }) BIND_ADDRESS = '0.0.0.0';
  /** Unset: 8010, or another port of the loopback when that is taken. */
  @IsOptional() @IsInt() @Min(1) @Max(65_535) LIBRARY_MEDIA_PORT?: number;
  /** Unset: `station`, and with a NATS server of your own a name of this station's own. */
  @IsOptional() @Matches(/^[\w.-]{1,80}$/, { message: 'SERVICE_INSTANCE may hold letters, digits, dots and dashes' }) SERVICE_INSTANCE?: string;
  @IsOptional() @Matches(origin, { message: 'LIBRARY_MEDIA_URL must be http://host:port' }) LIBRARY_MEDIA_URL?: string;
  @IsOptional() @Matches(origin, { message: 'PUBLIC_URL must be http(s)://host[:port] without a path' }) PUBLIC_URL?: string;
  @IsOptional() @Matches(origin, { message: 'PUBLIC_LISTEN_URL must be http(s)://host[:port] without a path' }) PUBLIC_LISTEN_URL?: string;
  /** With more than one, another stands by for each channel and goes on within a second when its mixer dies. */
  @IsInt() @Min(1) @Max(8) MIXERS = 1;
  @IsIn(logLevels) LOG_LEVEL: (typeof logLevels)[number] = 'info';
}

/**
 * Reads `.env` of the folder the station was started in; what is set already counts more.
 *
 * @throws Error when the file is there and cannot be read
 */
export function readEnvFile(file: string): void {
  if (existsSync(file)) process.loadEnvFile(file);
}

/** What the children inherit before the station's own values are put in. */
export function inheritedEnvironment(): Record<string, string | undefined> {
  return { ...process.env };
}

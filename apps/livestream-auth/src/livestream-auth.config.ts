import { IsString, Length, Matches } from 'class-validator';

/** Settings of livestream-auth; its database's are those of `@longwave/persistence`. */
export class LivestreamAuthConfig {
  @Matches(/^rediss?:\/\/\S+$/, { message: 'REDIS_URL must be redis://[:password@]host:port' })
  REDIS_URL!: string;
  /** Keys are derived from it; whoever knows it can go live. */
  @IsString() @Length(32, 1_000, { message: 'JWT_SECRET must be a secret of at least 32 characters' })
  JWT_SECRET!: string;
}

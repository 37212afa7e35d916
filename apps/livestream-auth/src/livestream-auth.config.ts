import { IsServerUrl } from '@longwave/service';
import { IsString, Length, Matches, NotContains } from 'class-validator';

/** Settings of livestream-auth; its database's are those of `@longwave/persistence`. */
export class LivestreamAuthConfig {
  @IsServerUrl('redis') REDIS_URL!: string;
  /** Keys are derived from it; whoever knows it can go live. */
  @IsString() @Length(32, 500, { message: 'JWT_SECRET must have 32 to 500 characters; make one with `openssl rand -hex 32`' })
  @Matches(/^(?!(.)\1*$)/, { message: 'JWT_SECRET must not be one character over and over' })
  @NotContains('changeme', { message: 'JWT_SECRET must not be a known one' })
  JWT_SECRET!: string;
}

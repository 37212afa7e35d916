import { CoreConfig, IsNetworks, IsServerUrl } from '@longwave/service';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min, NotContains } from 'class-validator';

const origin = /^https?:\/\/[^\s/?#@]+$/;

/** Settings of the gateway. */
export class GatewayConfig extends CoreConfig {
  @IsServerUrl('redis') REDIS_URL!: string;
  /** Signs the tokens of guests and streamers; everybody who knows it can make them. */
  @IsString() @Length(32, 500, { message: 'JWT_SECRET must have 32 to 500 characters; make one with `openssl rand -hex 32`' })
  @Matches(/^(?!(.)\1*$)/, { message: 'JWT_SECRET must not be one character over and over' })
  @NotContains('changeme', { message: 'JWT_SECRET must not be a known one' })
  JWT_SECRET!: string;
  /** Operators' tokens. Without dots, so that none is taken for a guest's. */
  @Matches(/^[\w~+/=-]{16,200}(,[\w~+/=-]{16,200})*$/, { message: 'ADMIN_API_TOKEN must be one or more tokens of 16 to 200 letters, digits and _~+/=-, separated by commas' })
  @NotContains('changeme', { message: 'ADMIN_API_TOKEN must not be a known one' })
  ADMIN_API_TOKEN!: string;
  @IsInt() @Min(1) @Max(65_535) GATEWAY_PORT = 8383;
  @IsInt() @Min(1) @Max(65_535) EDGE_PORT = 8005;
  @IsInt() @Min(1) @Max(65_535) HARBOR_PORT = 8003;
  @Matches(/^[\w.:-]{2,100}$/, { message: 'BIND_ADDRESS must be an address of this machine' }) BIND_ADDRESS = '0.0.0.0';
  /** Where people reach this station, for links; else the request's own host. */
  @IsOptional() @Matches(origin, { message: 'PUBLIC_URL must be http(s)://host[:port] without a path' }) PUBLIC_URL?: string;
  /** Where people reach the edge; else the request's host at EDGE_PORT. */
  @IsOptional() @Matches(origin, { message: 'PUBLIC_LISTEN_URL must be http(s)://host[:port] without a path' }) PUBLIC_LISTEN_URL?: string;
  /** Whose X-Forwarded-For counts. */
  @IsOptional() @IsNetworks()
  TRUSTED_PROXIES?: string;
}

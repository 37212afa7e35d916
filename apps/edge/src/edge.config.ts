import { IsEgressAllow } from '@longwave/egress';
import { CoreConfig, IsNetworks } from '@longwave/service';
import { IsInt, IsOptional, IsString, IsUrl, Length, Max, Min } from 'class-validator';

/** Settings of the edge. */
export class EdgeConfig extends CoreConfig {
  @IsInt() @Min(1) @Max(65_535) EDGE_PORT = 8005;
  @IsString() @Length(1, 255) BIND_ADDRESS = '0.0.0.0';
  /** More are answered with 503; each needs a file descriptor. */
  @IsInt() @Min(1) @Max(100_000) EDGE_MAX_LISTENERS = 10_000;
  /** Addresses or networks, separated by commas, whose `X-Forwarded-For` counts. */
  @IsNetworks() TRUSTED_PROXIES = '';
  /** Hosts, or host:port, separated by commas, to which relays may go although they are not on the public internet. */
  @IsEgressAllow() EGRESS_ALLOW = '';
  /** Where listeners find the page; told in `icy-url`. */
  @IsOptional() @IsUrl({ require_tld: false, protocols: ['http', 'https'] }) PUBLIC_URL?: string;
  /** Where listeners find this edge; told in `/status-json.xsl`. By default the `Host` they used. */
  @IsOptional() @IsUrl({ require_tld: false, protocols: ['http', 'https'] }) PUBLIC_LISTEN_URL?: string;
}

import { IsEgressAllow } from '@longwave/egress';
import { CoreConfig, IsNetworks, loadConfig, processEnvironment } from '@longwave/service';
import { IsInt, IsOptional, IsString, IsUrl, Length, Max, Min } from 'class-validator';

/** Settings of the edge. */
export class EdgeConfig extends CoreConfig {
  @IsInt() @Min(1) @Max(65_535) EDGE_PORT = 8005;
  @IsString() @Length(1, 255) BIND_ADDRESS = '0.0.0.0';
  /** More are answered with 503; each needs a file descriptor. */
  @IsInt() @Min(1) @Max(100_000) EDGE_MAX_LISTENERS = 10_000;
  /** Of one mount (`/radio` and `/radio.mp3` are two); 0: no limit of its own. */
  @IsInt() @Min(0) @Max(100_000) EDGE_MAX_LISTENERS_PER_MOUNT = 0;
  /** Listeners, and connections that have not asked yet, of one address; 0: no limit. */
  @IsInt() @Min(0) @Max(100_000) EDGE_MAX_CONNECTIONS_PER_ADDRESS = 100;
  /** At the end listeners are let go within this time rather than all at once; 0: all at once. */
  @IsInt() @Min(0) @Max(3_600) EDGE_DRAIN_SECONDS = 3;
  /** Addresses or networks, separated by commas, whose `X-Forwarded-For` counts. */
  @IsNetworks() TRUSTED_PROXIES = '';
  /** Hosts, or host:port, separated by commas, to which relays may go although they are not on the public internet. */
  @IsEgressAllow() EGRESS_ALLOW = '';
  /** Where listeners find the page; told in `icy-url`. */
  @IsOptional() @IsUrl({ require_tld: false, protocols: ['http', 'https'] }) PUBLIC_URL?: string;
  /** Where listeners find this edge; told in `/status-json.xsl`. By default the `Host` they used. */
  @IsOptional() @IsUrl({ require_tld: false, protocols: ['http', 'https'] }) PUBLIC_LISTEN_URL?: string;
}

/** The drain, and a moment for the last words; the station waits 2 s longer than the drain. */
export function closeLimitMs(): number {
  return loadConfig(EdgeConfig, processEnvironment()).EDGE_DRAIN_SECONDS * 1_000 + 1_500;
}

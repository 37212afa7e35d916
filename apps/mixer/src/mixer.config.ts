import { CoreConfig } from '@longwave/service';
import { IsInt, IsUrl, Max, Min } from 'class-validator';
import { hostname } from 'node:os';

export class MixerConfig extends CoreConfig {
  /** Where the library serves bytes; addresses it gives without a host are below this. */
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] }) LIBRARY_MEDIA_URL = 'http://127.0.0.1:8010';
  /** How much of the music is kept on this machine at most, in megabytes. */
  @IsInt() @Min(100) @Max(1_000_000) MIXER_CACHE_MB = 2_048;
}

/** The name under which this mixer owns channels: stable across restarts. */
export function instanceName(config: MixerConfig): string {
  return config.SERVICE_INSTANCE ?? `mixer-${hostname().replace(/[^\w.-]/g, '-').slice(0, 70)}`;
}

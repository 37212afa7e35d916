import { CoreConfig } from '@longwave/service';
import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import { hostname } from 'node:os';

/** Settings of the harbor. */
export class HarborConfig extends CoreConfig {
  /** Where encoders connect. */
  @IsInt() @Min(1) @Max(65_535) HARBOR_PORT = 8003;
  @IsString() @Length(1, 100) BIND_ADDRESS = '0.0.0.0';

  /**
   * Names the holder of a session, the same after a restart: by it a harbor finds what it left behind when it was killed.
   * No two harbors may share it, or the second would end what the first is streaming.
   */
  get harborId(): string {
    return this.SERVICE_INSTANCE ?? `harbor-${hostname()}`;
  }
}

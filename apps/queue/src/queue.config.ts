import { CoreConfig, IsServerUrl } from '@longwave/service';

/** Settings of the queue. */
export class QueueConfig extends CoreConfig {
  @IsServerUrl('redis') REDIS_URL!: string;
}

import { CoreConfig } from '@longwave/service';
import { Matches } from 'class-validator';

/** Settings of the queue. */
export class QueueConfig extends CoreConfig {
  @Matches(/^rediss?:\/\/\S+$/, { message: 'REDIS_URL must be redis://[user:password@]host:port' }) REDIS_URL!: string;
}

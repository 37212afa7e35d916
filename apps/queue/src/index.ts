export { QueueConfig } from './queue.config';
export { QueueModule } from './queue.module';

import { bootService } from '@longwave/service';
import { QueueModule } from './queue.module';

void bootService({ name: 'queue', module: QueueModule });

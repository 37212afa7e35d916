import { bootService } from '@longwave/service';
import { closeLimitMs } from './edge.config';
import { EdgeModule } from './edge.module';

void bootService({ name: 'edge', module: EdgeModule, closeLimitMs });

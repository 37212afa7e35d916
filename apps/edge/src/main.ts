import { bootService } from '@longwave/service';
import { EdgeModule } from './edge.module';

void bootService({ name: 'edge', module: EdgeModule });

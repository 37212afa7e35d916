import { bootService } from '@longwave/service';
import { HarborModule } from './harbor.module';

void bootService({ name: 'harbor', module: HarborModule });

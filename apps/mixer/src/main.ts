import { bootService } from '@longwave/service';
import { MixerModule } from './mixer.module';

void bootService({ name: 'mixer', module: MixerModule });

// First, so that it loads beside the rest.
import './worker/start-early';
import { bootService } from '@longwave/service';
import { MixerModule } from './mixer.module';

void bootService({ name: 'mixer', module: MixerModule });

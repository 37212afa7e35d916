import { bootService } from '@longwave/service';
import { LivestreamAuthModule } from './livestream-auth.module';

void bootService({ name: 'livestream-auth', module: LivestreamAuthModule });

import { bootService } from '@longwave/service';
import { LibraryModule } from './library.module';

void bootService({ name: 'library', module: LibraryModule });

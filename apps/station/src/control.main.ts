import { gatewayHttp } from '@longwave/gateway';
import { bootService } from '@longwave/service';
import { ControlModule } from './control/control.module';

void bootService({ name: 'control', module: ControlModule, http: gatewayHttp });

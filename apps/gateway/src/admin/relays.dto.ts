import { CreateRelayRequest, RelayRequest, UpdateRelayRequest } from '@longwave/contracts';
import { pickFields } from '../endpoint/pick-fields';

export class CreateRelayInput extends pickFields(CreateRelayRequest, ['channelId', 'target', 'format', 'name']) {}
export class RelayInput extends pickFields(RelayRequest, ['relayId']) {}
export class UpdateRelayInput extends pickFields(UpdateRelayRequest, ['relayId', 'enabled']) {}

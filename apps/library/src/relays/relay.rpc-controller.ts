import { CreateRelayRequest, Empty, libraryContract, RelayDto, RelayList, RelayRequest, UpdateRelayRequest } from '@longwave/contracts';
import { Handles } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RelayService } from './relay.service';

@Controller()
export class RelayRpcController {
  constructor(private readonly relays: RelayService) {}

  @Handles(libraryContract.listRelays)
  list(@Payload() _request: Empty): Promise<RelayList> {
    return this.relays.list();
  }

  @Handles(libraryContract.createRelay)
  create(@Payload() request: CreateRelayRequest): Promise<RelayDto> {
    return this.relays.create(request);
  }

  @Handles(libraryContract.updateRelay)
  update(@Payload() request: UpdateRelayRequest): Promise<RelayDto> {
    return this.relays.update(request);
  }

  @Handles(libraryContract.deleteRelay)
  delete(@Payload() request: RelayRequest): Promise<Empty> {
    return this.relays.delete(request.relayId);
  }
}

import { libraryContract, RelayDto, RelayList } from '@longwave/contracts';
import { ServiceClient } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { Access } from '../endpoint/access';
import { Endpoint } from '../endpoint/endpoint';
import { Input } from '../endpoint/input.decorator';
import { CreateRelayInput, RelayInput, UpdateRelayInput } from './relays.dto';

const tag = 'Admin: relays';

/** Where operators send the programme besides. */
@Controller()
export class RelaysController {
  constructor(private readonly services: ServiceClient) {}

  @Access('operator')
  @Endpoint({
    method: 'GET', path: '/admin/relays', id: 'listRelays', tag, summary: 'Relays to Icecast servers, and how they go',
    description: 'The password of a target is never told. `state` is at most some seconds old; its counts are those of the edge that feeds the relay now.',
    reply: RelayList, calls: [libraryContract.listRelays],
  })
  list(): Promise<RelayList> {
    return this.services.call(libraryContract.listRelays, {});
  }

  @Access('operator')
  @Endpoint({
    method: 'POST', path: '/admin/relays', id: 'createRelay', tag, summary: 'Send a channel to an Icecast server', status: 201,
    description: 'It is fed from now on, titles included, by one edge; whenever the line breaks it is connected again. A host that is not on the public internet must be listed in `EGRESS_ALLOW`.',
    input: CreateRelayInput, reply: RelayDto, calls: [libraryContract.createRelay],
  })
  create(@Input() input: CreateRelayInput): Promise<RelayDto> {
    return this.services.call(libraryContract.createRelay, input);
  }

  @Access('operator')
  @Endpoint({
    method: 'PATCH', path: '/admin/relays/:relay', id: 'updateRelay', tag, summary: 'Switch a relay off or on',
    input: UpdateRelayInput, reply: RelayDto, calls: [libraryContract.updateRelay],
  })
  update(@Input() input: UpdateRelayInput): Promise<RelayDto> {
    return this.services.call(libraryContract.updateRelay, input);
  }

  @Access('operator')
  @Endpoint({
    method: 'DELETE', path: '/admin/relays/:relay', id: 'deleteRelay', tag, summary: 'End a relay',
    input: RelayInput, calls: [libraryContract.deleteRelay],
  })
  async delete(@Input() input: RelayInput): Promise<void> {
    await this.services.call(libraryContract.deleteRelay, input);
  }
}

import { mixerContract, queueContract, QueueEntryDto, QueueListDto, SteeringReply } from '@longwave/contracts';
import { ServiceClient } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { CurrentCaller, userIdOf } from '../auth/caller';
import type { Caller } from '../auth/caller';
import { ChannelInput } from '../channels/channels.dto';
import { Access } from '../endpoint/access';
import { Endpoint } from '../endpoint/endpoint';
import { Input } from '../endpoint/input.decorator';
import { AddToQueueInput, QueueEntryInput, SkipInput, VoteInput } from './queue.dto';

const tag = 'Queue';

/** Listeners' requests. */
@Controller()
export class QueueController {
  constructor(private readonly services: ServiceClient) {}

  @Access('public')
  @Endpoint({
    method: 'GET', path: '/api/v1/queue/:channel', id: 'listQueue', tag, summary: 'What comes next',
    description: 'The waiting requests in playing order: VIP first, then votes, then first come. `rev` grows with every change.',
    input: ChannelInput, reply: QueueListDto, calls: [queueContract.list],
  })
  list(@Input() input: ChannelInput): Promise<QueueListDto> {
    return this.services.call(queueContract.list, input);
  }

  @Access('guest')
  @Endpoint({
    method: 'POST', path: '/api/v1/queue/:channel', id: 'addToQueue', tag, summary: 'Ask for a song', status: 201,
    description: 'A listener may have as many songs waiting as the channel allows (3 unless changed). An operator’s request goes before the others.',
    input: AddToQueueInput, reply: QueueEntryDto, calls: [queueContract.addEntry], limit: 'add',
  })
  add(@Input() input: AddToQueueInput, @CurrentCaller() caller: Caller): Promise<QueueEntryDto> {
    return this.services.call(queueContract.addEntry, { ...input, userId: userIdOf(caller), isVip: caller.role === 'operator' });
  }

  @Access('guest')
  @Endpoint({
    method: 'DELETE', path: '/api/v1/queue/:channel/:entry', id: 'removeFromQueue', tag, summary: 'Take a request back',
    description: 'Guests take back their own; operators anybody’s.',
    input: QueueEntryInput, reply: QueueEntryDto, calls: [queueContract.removeEntry], limit: 'add',
  })
  remove(@Input() input: QueueEntryInput, @CurrentCaller() caller: Caller): Promise<QueueEntryDto> {
    return this.services.call(queueContract.removeEntry, { ...input, userId: userIdOf(caller), asOperator: caller.role === 'operator' });
  }

  @Access('guest')
  @Endpoint({
    method: 'POST', path: '/api/v1/queue/:channel/:entry/vote', id: 'voteOnEntry', tag, summary: 'Vote a request up or down',
    description: 'One vote for each user and entry: +1, −1, or 0 to take it back. Voting again changes it.',
    input: VoteInput, reply: QueueEntryDto, calls: [queueContract.vote], limit: 'vote',
  })
  vote(@Input() input: VoteInput, @CurrentCaller() caller: Caller): Promise<QueueEntryDto> {
    return this.services.call(queueContract.vote, { ...input, userId: userIdOf(caller) });
  }

  @Access('operator')
  @Endpoint({
    method: 'POST', path: '/api/v1/queue/:channel/skip', id: 'skip', tag, summary: 'Skip what plays',
    description: 'With `expected_id` (an entry or track) only if that is still on the air, so that two clicks skip one song. The answer says at which sample the change is heard.',
    input: SkipInput, reply: SteeringReply, calls: [mixerContract.skip],
  })
  skip(@Input() input: SkipInput, @CurrentCaller() caller: Caller): Promise<SteeringReply> {
    return this.services.call(mixerContract.skip, { ...input, userId: userIdOf(caller) });
  }
}

import { queueContract } from '@longwave/contracts';
import { AddEntryRequest, ListQueueRequest, PeekReply, QueueEntryDto, QueueListDto, RemoveEntryRequest, StartEntryRequest, VoteRequest } from '@longwave/contracts';
import { Handles } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { QueueService } from './queue.service';

@Controller()
export class QueueRpcController {
  constructor(private readonly queue: QueueService) {}

  @Handles(queueContract.list)
  list(@Payload() request: ListQueueRequest): Promise<QueueListDto> {
    return this.queue.list(request);
  }

  @Handles(queueContract.addEntry)
  addEntry(@Payload() request: AddEntryRequest): Promise<QueueEntryDto> {
    return this.queue.add(request);
  }

  @Handles(queueContract.removeEntry)
  removeEntry(@Payload() request: RemoveEntryRequest): Promise<QueueEntryDto> {
    return this.queue.remove(request);
  }

  @Handles(queueContract.vote)
  vote(@Payload() request: VoteRequest): Promise<QueueEntryDto> {
    return this.queue.vote(request);
  }

  @Handles(queueContract.peek)
  peek(@Payload() request: ListQueueRequest): Promise<PeekReply> {
    return this.queue.peek(request);
  }

  @Handles(queueContract.startEntry)
  startEntry(@Payload() request: StartEntryRequest): Promise<QueueEntryDto> {
    return this.queue.start(request);
  }
}

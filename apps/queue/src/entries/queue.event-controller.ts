import { mixerContract, TrackEnded } from '@longwave/contracts';
import { On } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { QueueService } from './queue.service';

@Controller()
export class QueueEventController {
  constructor(private readonly queue: QueueService) {}

  @On(mixerContract.trackEnded)
  trackEnded(@Payload() event: TrackEnded): Promise<void> {
    return this.queue.trackEnded(event);
  }
}

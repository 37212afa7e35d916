import { AddEntryRequest, RemoveEntryRequest, SkipRequest, VoteRequest } from '@longwave/contracts';
import { pickFields } from '../endpoint/pick-fields';

export class AddToQueueInput extends pickFields(AddEntryRequest, ['channelId', 'trackId']) {}
export class QueueEntryInput extends pickFields(RemoveEntryRequest, ['channelId', 'entryId']) {}
export class VoteInput extends pickFields(VoteRequest, ['channelId', 'entryId', 'value']) {}
export class SkipInput extends pickFields(SkipRequest, ['channelId', 'expectedId']) {}

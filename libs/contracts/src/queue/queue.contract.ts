import { event, rpc } from '../core/contract';
import {
  AddEntryRequest, EntryAdded, EntryRemoved, EntryStarted, EntryVoted, ListQueueRequest, PeekReply, QueueEntryDto, QueueListDto, RemoveEntryRequest, StartEntryRequest, VoteRequest,
} from './queue.dto';

const channelOf = (data: EntryAdded | EntryRemoved) => data.entry.communityId;

/** Listeners' requests: order, votes, limits. VIP first, then votes, then first come. */
export const queueContract = {
  list: rpc({ subject: 'rpc.queue.v1.list', request: ListQueueRequest, reply: QueueListDto, errors: ['CHANNEL_NOT_FOUND'], timeoutMs: 2_000, readOnly: true }),
  addEntry: rpc({
    subject: 'rpc.queue.v1.add-entry', request: AddEntryRequest, reply: QueueEntryDto,
    errors: ['QUEUE_LIMIT_REACHED', 'QUEUE_FULL', 'TRACK_NOT_FOUND', 'CHANNEL_NOT_FOUND'], timeoutMs: 2_000,
  }),
  removeEntry: rpc({
    subject: 'rpc.queue.v1.remove-entry', request: RemoveEntryRequest, reply: QueueEntryDto, errors: ['ENTRY_NOT_FOUND', 'ENTRY_NOT_YOURS'], timeoutMs: 2_000,
  }),
  vote: rpc({ subject: 'rpc.queue.v1.vote', request: VoteRequest, reply: QueueEntryDto, errors: ['ENTRY_NOT_FOUND'], timeoutMs: 2_000, idempotent: true }),
  peek: rpc({ subject: 'rpc.queue.v1.peek', request: ListQueueRequest, reply: PeekReply, errors: [], timeoutMs: 1_000, readOnly: true }),
  /** Takes the entry out of the waiting ones as its fade begins. The same entry and epoch again: the same answer. */
  startEntry: rpc({
    subject: 'rpc.queue.v1.start-entry', request: StartEntryRequest, reply: QueueEntryDto, errors: ['ENTRY_NOT_FOUND', 'EPOCH_OUTDATED'], timeoutMs: 1_000, idempotent: true,
  }),

  entryAdded: event({ subject: 'evt.queue.v1.entry-added', data: EntryAdded, channel: channelOf }),
  entryVoted: event({ subject: 'evt.queue.v1.entry-voted', data: EntryVoted, channel: channelOf }),
  entryStarted: event({ subject: 'evt.queue.v1.entry-started', data: EntryStarted, channel: channelOf }),
  entryRemoved: event({ subject: 'evt.queue.v1.entry-removed', data: EntryRemoved, channel: channelOf }),
} as const;

import { AppError, libraryContract, queueContract } from '@longwave/contracts';
import type {
  AddEntryRequest, EntryRemoved, EntryStarted, ListQueueRequest, PeekReply, QueueEntryDto, QueueListDto, RemoveEntryRequest, StartEntryRequest, TrackEnded, VoteRequest,
} from '@longwave/contracts';
import { ChannelDirectory, EventBus, ServiceClient } from '@longwave/messaging';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { maxWaitingPerUser } from '../channels/max-waiting-per-user';
import { QueueStore } from '../store/queue-store';
import { QueueReader } from './queue-reader';

/** Songs that may wait on one channel. */
export const MAX_WAITING_PER_CHANNEL = 500;

/** Entries that a mixer is told of beside the head, so that it can prepare them ahead. */
const PEEKED_AFTER_HEAD = 4;

/** Listeners' requests. */
@Injectable()
export class QueueService {
  constructor(
    private readonly store: QueueStore,
    private readonly reader: QueueReader,
    private readonly channels: ChannelDirectory,
    private readonly services: ServiceClient,
    private readonly bus: EventBus,
  ) {}

  async list({ channelId }: ListQueueRequest): Promise<QueueListDto> {
    const list = await this.reader.list(channelId);
    // A channel that never had an entry is as good as one that has none now; one that does not exist is not.
    if (list.total === 0) await maxWaitingPerUser(this.channels, channelId);
    return list;
  }

  async peek({ channelId }: ListQueueRequest): Promise<PeekReply> {
    const { rev, items } = await this.reader.list(channelId);
    return { rev, entry: items[0] ?? null, following: items.slice(1, 1 + PEEKED_AFTER_HEAD) };
  }

  async add(request: AddEntryRequest): Promise<QueueEntryDto> {
    const { channelId, trackId, userId } = request;
    const perUser = await maxWaitingPerUser(this.channels, channelId);
    const track = await this.services.call(libraryContract.getTrack, { trackId });
    const now = new Date();
    const entry = { id: randomUUID(), track, requestedByUserId: userId, requestedAt: now.toISOString(), isVip: request.isVip ?? false };
    const added = await this.store.add(channelId, entry, { perUser, perChannel: MAX_WAITING_PER_CHANNEL }, now);
    switch (added.outcome) {
      case 'limit-reached':
        throw new AppError('QUEUE_LIMIT_REACHED', `you already have ${perUser} ${perUser === 1 ? 'song' : 'songs'} waiting; ask again once one was played`, { limit: perUser });
      case 'full':
        throw new AppError('QUEUE_FULL', `${MAX_WAITING_PER_CHANNEL} songs are waiting already`, { limit: MAX_WAITING_PER_CHANNEL });
      case 'changed':
      case 'unchanged':
        // After the write, never before it: whoever hears this must find the entry.
        this.bus.publish(queueContract.entryAdded, { rev: added.rev, entry: added.entry });
        return added.entry;
    }
  }

  async remove(request: RemoveEntryRequest): Promise<QueueEntryDto> {
    const { channelId, entryId, userId, asOperator = false } = request;
    const removed = await this.store.remove(channelId, entryId, { userId, asOperator }, new Date());
    if (removed.outcome === 'not-found') throw gone(entryId);
    if (removed.outcome === 'not-yours') throw new AppError('ENTRY_NOT_YOURS', 'somebody else asked for this song', { entryId });
    const reason = asOperator && removed.entry.requestedByUserId !== userId ? 'operator' : 'withdrawn';
    this.bus.publish<EntryRemoved>(queueContract.entryRemoved, { rev: removed.rev, entry: removed.entry, reason });
    return removed.entry;
  }

  async vote({ channelId, entryId, userId, value }: VoteRequest): Promise<QueueEntryDto> {
    const voted = await this.store.vote(channelId, entryId, userId, value, new Date());
    if (voted.outcome === 'not-found') throw gone(entryId);
    if (voted.outcome === 'changed') this.bus.publish(queueContract.entryVoted, { rev: voted.rev, entry: voted.entry });
    return voted.entry;
  }

  async start({ channelId, entryId, epoch }: StartEntryRequest): Promise<QueueEntryDto> {
    const started = await this.store.start(channelId, entryId, epoch, new Date());
    if (started.outcome === 'not-found') throw gone(entryId);
    if (started.outcome === 'epoch-outdated') throw new AppError('EPOCH_OUTDATED', 'another mixer owns the channel by now', { epoch });
    if (started.outcome === 'changed') this.bus.publish(queueContract.entryStarted, { rev: started.rev, entry: started.entry });
    return started.entry;
  }

  /** What was heard is out. One that failed while it still waited is taken out too, or the mixer would be given it for ever. */
  async trackEnded({ channelId, entryId, reason }: TrackEnded): Promise<void> {
    if (entryId === null) return;
    await this.finish(channelId, entryId, reason === 'failed');
  }

  /** An entry that was heard while nobody told the queue, or could not be. */
  async finish(channelId: number, entryId: string, hasFailed: boolean): Promise<void> {
    const finished = await this.store.finish(channelId, entryId, new Date());
    if (finished.outcome !== 'changed') return;
    if (hasFailed) this.bus.publish<EntryRemoved>(queueContract.entryRemoved, { rev: finished.rev, entry: finished.entry, reason: 'not-playable' });
    else this.bus.publish<EntryStarted>(queueContract.entryStarted, { rev: finished.rev, entry: { ...finished.entry, position: 0, status: 'playing' } });
  }
}

function gone(entryId: string): AppError {
  return new AppError('ENTRY_NOT_FOUND', 'this song is no longer in the queue', { entryId });
}

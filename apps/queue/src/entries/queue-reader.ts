import type { QueueListDto } from '@longwave/contracts';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import { QueueStore } from '../store/queue-store';
import { fitList } from './fit-list';

/** Of a list's entries, so that the whole message stays under what a call may carry (256 KB). */
export const MAX_LIST_BYTES = 200_000;

/**
 * Reads queues. A list is read again only when its `rev` has changed, so most calls cost one GET; while Redis is away the
 * last known list is served.
 */
@Injectable()
export class QueueReader {
  private readonly log = createLogger('queue-reader');
  private readonly known = new Map<number, QueueListDto>();

  constructor(private readonly store: QueueStore) {}

  /** @throws AppError `SERVICE_UNAVAILABLE` when Redis is away and the list was never read */
  async list(channelId: number): Promise<QueueListDto> {
    const known = this.known.get(channelId);
    try {
      const rev = await this.store.rev(channelId);
      if (known?.rev === rev) return known;
      // Nothing was ever asked for: not kept, so that made-up channels cost no memory.
      if (rev === 0 && !known) return { channelId, rev, items: [], total: 0 };
      return await this.readAnew(channelId);
    } catch (err) {
      if (!known) throw err;
      this.log.debug({ err, channelId }, 'the last known list is served');
      return known;
    }
  }

  private async readAnew(channelId: number): Promise<QueueListDto> {
    const { rev, entries } = await this.store.read(channelId);
    const list: QueueListDto = { channelId, rev, items: fitList(entries, MAX_LIST_BYTES), total: entries.length };
    this.known.set(channelId, list);
    return list;
  }
}

import { Injectable } from '@nestjs/common';
import { Database, InjectDatabase } from '@longwave/persistence';
import { ChannelEntity } from './channel.entity';

export type ChannelChanges = Partial<Omit<ChannelEntity, 'channelId' | 'slug' | 'rev'>>;

@Injectable()
export class ChannelRepository {
  constructor(@InjectDatabase('library') private readonly database: Database) {}

  list(): Promise<ChannelEntity[]> {
    return this.database.run((manager) => manager.find(ChannelEntity, { order: { channelId: 'ASC' } }));
  }

  find(channelId: number): Promise<ChannelEntity | null> {
    return this.database.run((manager) => manager.findOneBy(ChannelEntity, { channelId }));
  }

  /** @returns the channel as it is now, or null when there is none */
  update(channelId: number, changes: ChannelChanges): Promise<ChannelEntity | null> {
    return this.database.transaction(async (manager) => {
      if (Object.keys(changes).length > 0) await manager.update(ChannelEntity, { channelId }, changes);
      return manager.findOneBy(ChannelEntity, { channelId });
    });
  }

  /** The next number for an event about this channel. */
  async nextRev(channelId: number): Promise<number> {
    const [rows] = await this.database.run((manager) =>
      manager.query<[{ rev: number }[], number]>('UPDATE channel SET rev = rev + 1 WHERE channel_id = $1 RETURNING rev', [channelId]),
    );
    const rev = rows[0]?.rev;
    if (rev === undefined) throw new Error(`channel ${channelId} is gone`);
    return rev;
  }
}

import { AppError } from '@longwave/contracts';
import { Injectable } from '@nestjs/common';
import { Database, InjectDatabase } from '@longwave/persistence';
import { RelayEntity } from './relay.entity';

@Injectable()
export class RelayRepository {
  constructor(@InjectDatabase('library') private readonly database: Database) {}

  list(): Promise<RelayEntity[]> {
    return this.database.run((manager) => manager.find(RelayEntity, { order: { createdAt: 'ASC', relayId: 'ASC' } }));
  }

  /** Unless there are `limit` relays, or one to the same place. */
  async insert(relay: RelayEntity, limit: number): Promise<'inserted' | 'taken' | 'full'> {
    try {
      return await this.insertOne(relay, limit);
    } catch (error) {
      if (error instanceof AppError) throw error;
      // The driver's error tells the whole row, the password in it, and it would be logged.
      throw new Error(`the relay could not be stored (${String((error as { code?: unknown }).code)})`);
    }
  }

  private insertOne(relay: RelayEntity, limit: number): Promise<'inserted' | 'taken' | 'full'> {
    return this.database.transaction(async (manager) => {
      // Two operators at once must not pass a limit together.
      await manager.query('LOCK TABLE relay IN SHARE ROW EXCLUSIVE MODE');
      if (await manager.existsBy(RelayEntity, { address: relay.address })) return 'taken';
      if ((await manager.count(RelayEntity)) >= limit) return 'full';
      await manager.insert(RelayEntity, relay);
      return 'inserted';
    });
  }

  /** @returns the relay as it is now, or null when there is none */
  setEnabled(relayId: string, enabled: boolean): Promise<RelayEntity | null> {
    return this.database.transaction(async (manager) => {
      await manager.update(RelayEntity, { relayId }, { enabled });
      return manager.findOneBy(RelayEntity, { relayId });
    });
  }

  /** @returns whether there was one */
  async delete(relayId: string): Promise<boolean> {
    const { affected } = await this.database.run((manager) => manager.delete(RelayEntity, { relayId }));
    return affected === 1;
  }
}

import { Database, InjectDatabase } from '@longwave/persistence';
import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan, Not } from 'typeorm';
import { SCHEMA_NAME } from '../schema-name';
import { LiveTokenEntity } from './live-token.entity';

/** Tokens that were given out. Every method throws `SERVICE_UNAVAILABLE` while the database is away. */
@Injectable()
export class LiveTokenRepository {
  constructor(@InjectDatabase(SCHEMA_NAME) private readonly database: Database) {}

  async insert(token: Omit<LiveTokenEntity, 'revokedAt'>): Promise<void> {
    await this.database.run((manager) => manager.insert(LiveTokenEntity, { ...token, revokedAt: null }));
  }

  find(tokenId: string): Promise<LiveTokenEntity | null> {
    return this.database.run((manager) => manager.findOneBy(LiveTokenEntity, { tokenId }));
  }

  /** Marks it as revoked, if it is not yet. @returns the token, or null when there is none */
  revoke(tokenId: string, at: Date): Promise<LiveTokenEntity | null> {
    return this.database.transaction(async (manager) => {
      await manager.update(LiveTokenEntity, { tokenId, revokedAt: IsNull() }, { revokedAt: at });
      return manager.findOneBy(LiveTokenEntity, { tokenId });
    });
  }

  /** Revoked tokens that would still be valid otherwise. */
  revokedAndUnexpired(now: Date): Promise<LiveTokenEntity[]> {
    return this.database.run((manager) => manager.findBy(LiveTokenEntity, { revokedAt: Not(IsNull()), expiresAt: MoreThan(now) }));
  }

  whenReady(): Promise<void> {
    return this.database.whenReady();
  }
}

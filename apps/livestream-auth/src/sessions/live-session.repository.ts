import { Database, InjectDatabase } from '@longwave/persistence';
import { Injectable } from '@nestjs/common';
import { SCHEMA_NAME } from '../schema-name';
import { LiveSessionEntity } from './live-session.entity';
import type { StoredSession } from './slot-store';

/** Times on the air. Every method throws `SERVICE_UNAVAILABLE` while the database is away. */
@Injectable()
export class LiveSessionRepository {
  constructor(@InjectDatabase(SCHEMA_NAME) private readonly database: Database) {}

  /** Writes down what Redis knows of a session; the same again changes nothing, and a session never opens again. */
  async save(session: StoredSession): Promise<void> {
    const row: LiveSessionEntity = {
      sessionId: session.sessionId,
      tokenId: session.tokenId,
      channelId: session.channelId,
      harborId: session.harborId,
      djName: session.djName,
      maxMs: session.maxMs,
      streamedMs: session.countedMs,
      startedAt: new Date(session.startedAt),
      endedAt: session.endedAt === null ? null : new Date(session.endedAt),
      endReason: session.closed,
    };
    await this.database.run(async (manager) => {
      const insert = manager.createQueryBuilder().insert().into(LiveSessionEntity).values(row);
      if (session.closed === null) return insert.orIgnore().execute();
      return insert.orUpdate(['streamed_ms', 'ended_at', 'end_reason'], ['session_id']).execute();
    });
  }

  find(sessionId: string): Promise<LiveSessionEntity | null> {
    return this.database.run((manager) => manager.findOneBy(LiveSessionEntity, { sessionId }));
  }

  /** Milliseconds on the air of all sessions of a token. */
  async totalMs(tokenId: string): Promise<number> {
    return (await this.database.run((manager) => manager.sum(LiveSessionEntity, 'streamedMs', { tokenId }))) ?? 0;
  }
}

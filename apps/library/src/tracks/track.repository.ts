import { Database, InjectDatabase } from '@longwave/persistence';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { MusicFileEntity } from '../import/music-file.entity';
import { TrackEntity } from './track.entity';

/** SQL for "one of its files is there". */
const IS_PLAYABLE = 'EXISTS (SELECT 1 FROM music_file f WHERE f.track_id = t.track_id AND f.missing_since IS NULL)';

/** Where a track's bytes lie. */
export type TrackFile = Pick<MusicFileEntity, 'root' | 'path' | 'bytes' | 'mtimeMs'> & Pick<TrackEntity, 'contentHash' | 'format'>;

@Injectable()
export class TrackRepository {
  constructor(@InjectDatabase('library') private readonly database: Database) {}

  find(trackId: string): Promise<TrackEntity | null> {
    return this.database.run((manager) => manager.findOneBy(TrackEntity, { trackId }));
  }

  findByHash(contentHash: string): Promise<TrackEntity | null> {
    return this.database.run((manager) => manager.findOneBy(TrackEntity, { contentHash }));
  }

  /** Those of the given tracks that are known, in any order. */
  findKnown(trackIds: readonly string[]): Promise<TrackEntity[]> {
    return this.database.run((manager) => manager.findBy(TrackEntity, { trackId: In([...trackIds]) }));
  }

  findPlayable(trackIds: readonly string[]): Promise<TrackEntity[]> {
    return this.database.run((manager) => playable(manager).andWhere({ trackId: In([...trackIds]) }).getMany());
  }

  countPlayable(): Promise<number> {
    return this.database.run((manager) => playable(manager).getCount());
  }

  /** Playable tracks that have every word in title, artist or album. */
  async search(words: readonly string[], limit: number, offset: number): Promise<{ items: TrackEntity[]; total: number }> {
    return this.database.run(async (manager) => {
      const query = playable(manager);
      words.forEach((word, index) => query.andWhere(`t.search_text LIKE :word${index}`, { [`word${index}`]: `%${word}%` }));
      query.orderBy({ 't.artist': 'ASC', 't.name': 'ASC', 't.track_id': 'ASC' }).limit(limit).offset(offset);
      const [items, total] = await query.getManyAndCount();
      return { items, total };
    });
  }

  /** The files that hold these contents, those that are there. */
  async filesOf(contentHashes: readonly string[]): Promise<TrackFile[]> {
    return this.database.run((manager) =>
      manager.query<TrackFile[]>(
        `SELECT t.content_hash AS "contentHash", f.root, f.path, f.bytes, f.mtime_ms AS "mtimeMs", t.format
         FROM music_file f JOIN track t ON t.track_id = f.track_id
         WHERE t.content_hash = ANY($1) AND f.missing_since IS NULL ORDER BY f.root, f.path`,
        [contentHashes],
      ),
    );
  }
}

function playable(manager: EntityManager): SelectQueryBuilder<TrackEntity> {
  return manager.createQueryBuilder(TrackEntity, 't').where(IS_PLAYABLE);
}

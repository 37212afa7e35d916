import { Database, InjectDatabase } from '@longwave/persistence';
import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { TrackEntity } from '../tracks/track.entity';
import { MusicFileEntity } from './music-file.entity';

const PATHS_PER_STATEMENT = 1_000;

/** A file as it was when it was looked at. */
export interface KnownFile extends Pick<MusicFileEntity, 'path' | 'bytes' | 'mtimeMs' | 'message'> {
  isMissing: boolean;
}

@Injectable()
export class MusicFileRepository {
  constructor(@InjectDatabase('library') private readonly database: Database) {}

  whenReady(): Promise<void> {
    return this.database.whenReady();
  }

  /** All files known of a folder, by path. */
  async knownOf(root: string): Promise<Map<string, KnownFile>> {
    // Plain rows: made into entities, those of a large library would hold up the process each minute.
    const files = await this.database.run((manager) =>
      manager.query<KnownFile[]>(
        `SELECT path, bytes, mtime_ms AS "mtimeMs", message, missing_since IS NOT NULL AS "isMissing" FROM music_file WHERE root = $1`,
        [root],
      ),
    );
    return new Map(files.map((file) => [file.path, file]));
  }

  async save(file: MusicFileEntity): Promise<void> {
    await this.database.run((manager) => manager.upsert(MusicFileEntity, file, ['root', 'path']));
  }

  /**
   * Keeps a track, and the file that holds it, together. Of two files with the same content the first made the track.
   *
   * @returns the id of the content's track
   */
  saveTrack(track: TrackEntity, file: Omit<MusicFileEntity, 'trackId'>): Promise<string> {
    return this.database.transaction(async (manager) => {
      await manager.createQueryBuilder().insert().into(TrackEntity).values(track).orIgnore().execute();
      const { trackId } = await manager.findOneByOrFail(TrackEntity, { contentHash: track.contentHash });
      await manager.upsert(MusicFileEntity, { ...file, trackId }, ['root', 'path']);
      return trackId;
    });
  }

  async markMissing(root: string, paths: readonly string[], at: Date): Promise<void> {
    await this.setMissing(root, paths, at);
  }

  async markFound(root: string, paths: readonly string[]): Promise<void> {
    await this.setMissing(root, paths, null);
  }

  /** Files of other folders than this are not there: the setting has changed. @returns how many were */
  async markOtherRootsMissing(root: string, at: Date): Promise<number> {
    const { affected } = await this.database.run((manager) =>
      manager.update(MusicFileEntity, { root: Not(root), missingSince: IsNull() }, { missingSince: at }),
    );
    return affected ?? 0;
  }

  /** What was refused in a folder and is still there, newest first. */
  refused(root: string, limit: number): Promise<MusicFileEntity[]> {
    return this.database.run((manager) =>
      manager.find(MusicFileEntity, { where: { root, code: Not(IsNull()), missingSince: IsNull() }, order: { lookedAt: 'DESC', path: 'ASC' }, take: limit }),
    );
  }

  private async setMissing(root: string, paths: readonly string[], missingSince: Date | null): Promise<void> {
    for (let at = 0; at < paths.length; at += PATHS_PER_STATEMENT) {
      const some = paths.slice(at, at + PATHS_PER_STATEMENT);
      await this.database.run((manager) => manager.update(MusicFileEntity, { root, path: In(some) }, { missingSince }));
    }
  }
}

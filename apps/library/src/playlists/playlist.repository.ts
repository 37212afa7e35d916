import { Database, InjectDatabase } from '@longwave/persistence';
import { Injectable } from '@nestjs/common';
import { TrackEntity } from '../tracks/track.entity';
import { PlaylistEntity, PlaylistTrackEntity } from './playlist.entity';
import type { Candidate } from './select-next-tracks';

/** A playlist with what the database counts about it. */
export interface CountedPlaylist extends Pick<PlaylistEntity, 'playlistId' | 'channelId' | 'name' | 'kind'> {
  trackCount: number;
  isFallback: boolean;
}

/** Rows of one INSERT: three parameters each, and PostgreSQL takes 65,535. */
const ROWS_PER_INSERT = 1_000;

const IS_PLAYABLE = 'EXISTS (SELECT 1 FROM music_file f WHERE f.track_id = t.track_id AND f.missing_since IS NULL)';

const COUNTED = `
  SELECT p.playlist_id AS "playlistId", p.channel_id AS "channelId", p.name, p.kind,
    coalesce(p.playlist_id = c.fallback_playlist_id, false) AS "isFallback",
    CASE p.kind
      WHEN 'library' THEN (SELECT count(*) FROM track t WHERE ${IS_PLAYABLE})
      ELSE (SELECT count(*) FROM playlist_track m JOIN track t USING (track_id) WHERE m.playlist_id = p.playlist_id AND ${IS_PLAYABLE})
    END::integer AS "trackCount"
  FROM playlist p JOIN channel c USING (channel_id)`;

@Injectable()
export class PlaylistRepository {
  constructor(@InjectDatabase('library') private readonly database: Database) {}

  find(playlistId: string): Promise<PlaylistEntity | null> {
    return this.database.run((manager) => manager.findOneBy(PlaylistEntity, { playlistId }));
  }

  async findCounted(playlistId: string): Promise<CountedPlaylist | undefined> {
    const [playlist] = await this.database.run((manager) => manager.query<CountedPlaylist[]>(`${COUNTED} WHERE p.playlist_id = $1`, [playlistId]));
    return playlist;
  }

  listCounted(channelId: number): Promise<CountedPlaylist[]> {
    return this.database.run((manager) =>
      manager.query<CountedPlaylist[]>(`${COUNTED} WHERE p.channel_id = $1 ORDER BY p.created_at, p.playlist_id`, [channelId]),
    );
  }

  async insert(playlist: PlaylistEntity): Promise<void> {
    await this.database.run((manager) => manager.insert(PlaylistEntity, playlist));
  }

  /** Removes it. A channel that had it as its fallback gets its playlist of all music instead. */
  async delete(playlistId: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      await manager.query(
        `UPDATE channel c SET fallback_playlist_id =
           (SELECT p.playlist_id FROM playlist p WHERE p.channel_id = c.channel_id AND p.kind = 'library' ORDER BY p.created_at LIMIT 1)
         WHERE c.fallback_playlist_id = $1`,
        [playlistId],
      );
      await manager.delete(PlaylistEntity, { playlistId });
    });
  }

  /** The tracks of a playlist in its order, playable or not; of a `library` one those that are. */
  async tracks(playlist: Pick<PlaylistEntity, 'playlistId' | 'kind'>, page: { limit: number; offset: number }): Promise<{ items: TrackEntity[]; total: number }> {
    return this.database.run(async (manager) => {
      const query = manager.createQueryBuilder(TrackEntity, 't').limit(page.limit).offset(page.offset);
      if (playlist.kind === 'library') query.where(IS_PLAYABLE).orderBy({ 't.artist': 'ASC', 't.name': 'ASC', 't.track_id': 'ASC' });
      else {
        query.innerJoin(PlaylistTrackEntity, 'm', 'm.track_id = t.track_id AND m.playlist_id = :playlistId', playlist).orderBy('m.position', 'ASC');
      }
      const [items, total] = await query.getManyAndCount();
      return { items, total };
    });
  }

  /** Replaces all its tracks. */
  async setTracks(playlistId: string, trackIds: readonly string[]): Promise<void> {
    const rows = trackIds.map((trackId, position) => ({ playlistId, position, trackId }));
    await this.database.transaction(async (manager) => {
      // One writer at a time: two that delete and insert at once would collide on the places.
      await manager.query('SELECT 1 FROM playlist WHERE playlist_id = $1 FOR UPDATE', [playlistId]);
      await manager.delete(PlaylistTrackEntity, { playlistId });
      for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) await manager.insert(PlaylistTrackEntity, rows.slice(at, at + ROWS_PER_INSERT));
    });
  }

  /** What may be chosen from a playlist: its playable tracks, in a stable order. */
  candidates(playlist: Pick<PlaylistEntity, 'playlistId' | 'kind'>): Promise<Candidate[]> {
    const own = 'AND EXISTS (SELECT 1 FROM playlist_track m WHERE m.playlist_id = $1 AND m.track_id = t.track_id)';
    const isAll = playlist.kind === 'library';
    return this.database.run((manager) =>
      manager.query<Candidate[]>(
        `SELECT t.track_id AS "trackId", lower(t.artist) AS artist FROM track t WHERE ${IS_PLAYABLE} ${isAll ? '' : own} ORDER BY t.track_id`,
        isAll ? [] : [playlist.playlistId],
      ),
    );
  }
}

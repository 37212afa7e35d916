import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Channels, tracks, files and playlists, with channel 1 and its playlist of all music. */
export class CreateLibrary1790000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...firstChannel]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['playlist_track', 'playlist', 'music_file', 'track', 'channel']) await runner.query(`DROP TABLE ${table}`);
  }
}

const tables = [
  `CREATE TABLE channel (
    channel_id integer NOT NULL, slug text NOT NULL, name text NOT NULL, description text NOT NULL, genre text NOT NULL,
    fallback_playlist_id uuid, crossfade_ms integer NOT NULL, requests_interrupt boolean NOT NULL,
    max_waiting_per_user integer NOT NULL, target_lufs double precision NOT NULL, opus_kbps integer NOT NULL,
    mp3_kbps integer NOT NULL, silence_limit_ms integer NOT NULL, rev integer NOT NULL,
    CONSTRAINT channel_slug_key UNIQUE (slug), CONSTRAINT channel_pk PRIMARY KEY (channel_id))`,
  `CREATE TABLE track (
    track_id uuid NOT NULL, content_hash text NOT NULL, name text NOT NULL, artist text NOT NULL, album text NOT NULL,
    duration_ms integer NOT NULL, provider text NOT NULL, uri text NOT NULL, metadata jsonb NOT NULL, cover_hash text,
    bytes double precision NOT NULL, format text NOT NULL, integrated_lufs double precision,
    true_peak_dbfs double precision NOT NULL, cue_in_ms integer NOT NULL, cue_out_ms integer NOT NULL,
    search_text text NOT NULL, added_at timestamptz NOT NULL,
    CONSTRAINT track_content_hash_key UNIQUE (content_hash), CONSTRAINT track_pk PRIMARY KEY (track_id))`,
  `CREATE INDEX track_order_idx ON track (artist, name, track_id)`,
  `CREATE TABLE music_file (
    root text NOT NULL, path text NOT NULL, bytes double precision NOT NULL, mtime_ms double precision NOT NULL,
    track_id uuid, code text, message text, looked_at timestamptz NOT NULL, missing_since timestamptz,
    CONSTRAINT music_file_pk PRIMARY KEY (root, path))`,
  `CREATE INDEX music_file_track_idx ON music_file (track_id)`,
  `CREATE TABLE playlist (
    playlist_id uuid NOT NULL, channel_id integer NOT NULL, name text NOT NULL, kind text NOT NULL, created_at timestamptz NOT NULL,
    CONSTRAINT playlist_pk PRIMARY KEY (playlist_id),
    CONSTRAINT playlist_channel_fk FOREIGN KEY (channel_id) REFERENCES channel (channel_id) ON DELETE CASCADE)`,
  `CREATE INDEX playlist_channel_idx ON playlist (channel_id)`,
  `CREATE TABLE playlist_track (
    playlist_id uuid NOT NULL, position integer NOT NULL, track_id uuid NOT NULL,
    CONSTRAINT playlist_track_pk PRIMARY KEY (playlist_id, position),
    CONSTRAINT playlist_track_playlist_fk FOREIGN KEY (playlist_id) REFERENCES playlist (playlist_id) ON DELETE CASCADE,
    CONSTRAINT playlist_track_track_fk FOREIGN KEY (track_id) REFERENCES track (track_id) ON DELETE CASCADE)`,
  `CREATE INDEX playlist_track_track_idx ON playlist_track (track_id)`,
];

/** The playlist's id is the database's own, so that no two stations share one. */
const firstChannel = [
  `WITH all_music AS (SELECT gen_random_uuid() AS id), made AS (
    INSERT INTO channel SELECT 1, 'radio', 'Longwave Radio', 'Music around the clock.', 'Various', id, 4000, false, 3, -16, 128, 128, 15000, 0
    FROM all_music RETURNING channel_id, fallback_playlist_id)
  INSERT INTO playlist SELECT fallback_playlist_id, channel_id, 'All music', 'library', now() FROM made`,
];

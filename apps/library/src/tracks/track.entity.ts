import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A song: one for each content, however many files hold it. It is playable while one of its files is there. */
@Entity({ name: 'track' })
@Unique('track_content_hash_key', ['contentHash'])
@Index('track_order_idx', ['artist', 'name', 'trackId'])
export class TrackEntity {
  @PrimaryColumn('uuid', { name: 'track_id', primaryKeyConstraintName: 'track_pk' }) trackId!: string;
  @Column('text', { name: 'content_hash' }) contentHash!: string;
  @Column('text') name!: string;
  @Column('text') artist!: string;
  @Column('text') album!: string;
  @Column('integer', { name: 'duration_ms' }) durationMs!: number;
  @Column('text') provider!: string;
  @Column('text') uri!: string;
  @Column('jsonb') metadata!: Record<string, string | number>;
  @Column('text', { name: 'cover_hash', nullable: true }) coverHash!: string | null;
  /** A file of at most 2 GB, so it stays exact as a number. */
  @Column('double precision') bytes!: number;
  /** ffmpeg's name of the container. */
  @Column('text') format!: string;
  @Column('double precision', { name: 'integrated_lufs', nullable: true }) integratedLufs!: number | null;
  @Column('double precision', { name: 'true_peak_dbfs' }) truePeakDbfs!: number;
  @Column('integer', { name: 'cue_in_ms' }) cueInMs!: number;
  @Column('integer', { name: 'cue_out_ms' }) cueOutMs!: number;
  /** Title, artist and album as `searchText` makes them comparable. */
  @Column('text', { name: 'search_text' }) searchText!: string;
  @Column('timestamptz', { name: 'added_at' }) addedAt!: Date;
}

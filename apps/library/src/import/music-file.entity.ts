import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A file that was looked at, so that it is not looked at again until it changes. */
@Entity({ name: 'music_file' })
@Index('music_file_track_idx', ['trackId'])
export class MusicFileEntity {
  /** The music folder, absolute. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'music_file_pk' }) root!: string;
  /** Its path below that folder. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'music_file_pk' }) path!: string;
  @Column('double precision') bytes!: number;
  @Column('double precision', { name: 'mtime_ms' }) mtimeMs!: number;
  /** What it holds; null when it was refused. */
  @Column('uuid', { name: 'track_id', nullable: true }) trackId!: string | null;
  /** Why it, or its cover, was refused; null when there was nothing to say. */
  @Column('text', { nullable: true }) code!: string | null;
  @Column('text', { nullable: true }) message!: string | null;
  @Column('timestamptz', { name: 'looked_at' }) lookedAt!: Date;
  /** Since when it has not been found; null while it is there. */
  @Column('timestamptz', { name: 'missing_since', nullable: true }) missingSince!: Date | null;
}

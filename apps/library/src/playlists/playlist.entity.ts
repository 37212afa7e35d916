import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { ChannelEntity } from '../channels/channel.entity';
import { TrackEntity } from '../tracks/track.entity';

@Entity({ name: 'playlist' })
@Index('playlist_channel_idx', ['channelId'])
export class PlaylistEntity {
  @PrimaryColumn('uuid', { name: 'playlist_id', primaryKeyConstraintName: 'playlist_pk' }) playlistId!: string;
  @Column('integer', { name: 'channel_id' }) channelId!: number;
  @ManyToOne(() => ChannelEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'channel_id', foreignKeyConstraintName: 'playlist_channel_fk' })
  channel?: Relation<ChannelEntity>;
  @Column('text') name!: string;
  @Column('text') kind!: 'library' | 'manual';
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

@Entity({ name: 'playlist_track' })
@Index('playlist_track_track_idx', ['trackId'])
export class PlaylistTrackEntity {
  @PrimaryColumn('uuid', { name: 'playlist_id', primaryKeyConstraintName: 'playlist_track_pk' }) playlistId!: string;
  /** Place in the list, from 0. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'playlist_track_pk' }) position!: number;
  @Column('uuid', { name: 'track_id' }) trackId!: string;
  @ManyToOne(() => PlaylistEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'playlist_id', foreignKeyConstraintName: 'playlist_track_playlist_fk' })
  playlist?: Relation<PlaylistEntity>;
  @ManyToOne(() => TrackEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'track_id', foreignKeyConstraintName: 'playlist_track_track_fk' })
  track?: Relation<TrackEntity>;
}

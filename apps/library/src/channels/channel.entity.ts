import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity({ name: 'channel' })
@Unique('channel_slug_key', ['slug'])
export class ChannelEntity {
  @PrimaryColumn('integer', { name: 'channel_id', primaryKeyConstraintName: 'channel_pk' }) channelId!: number;
  @Column('text') slug!: string;
  @Column('text') name!: string;
  @Column('text') description!: string;
  @Column('text') genre!: string;
  /** Without a foreign key: playlists refer to channels, and a circle could not be filled. */
  @Column('uuid', { name: 'fallback_playlist_id', nullable: true }) fallbackPlaylistId!: string | null;
  @Column('integer', { name: 'crossfade_ms' }) crossfadeMs!: number;
  @Column('boolean', { name: 'requests_interrupt' }) requestsInterrupt!: boolean;
  @Column('integer', { name: 'max_waiting_per_user' }) maxWaitingPerUser!: number;
  @Column('double precision', { name: 'target_lufs' }) targetLufs!: number;
  @Column('integer', { name: 'opus_kbps' }) opusKbps!: number;
  @Column('integer', { name: 'mp3_kbps' }) mp3Kbps!: number;
  @Column('double precision', { name: 'silence_threshold_dbfs' }) silenceThresholdDbfs!: number;
  @Column('integer', { name: 'silence_limit_ms' }) silenceLimitMs!: number;
  @Column('integer', { name: 'live_silence_limit_ms' }) liveSilenceLimitMs!: number;
  /** Of the last event told about this channel. */
  @Column('integer') rev!: number;
}

import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A time on the air. Redis decides; this is what remains. */
@Entity({ name: 'live_session' })
@Index('live_session_token', ['tokenId'])
@Index('live_session_channel', ['channelId', 'startedAt'])
export class LiveSessionEntity {
  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'live_session_pk' }) sessionId!: string;
  @Column('uuid', { name: 'token_id' }) tokenId!: string;
  @Column('integer', { name: 'channel_id' }) channelId!: number;
  @Column('character varying', { name: 'harbor_id', length: 100 }) harborId!: string;
  @Column('character varying', { name: 'dj_name', length: 100 }) djName!: string;
  @Column('integer', { name: 'max_ms' }) maxMs!: number;
  @Column('integer', { name: 'streamed_ms' }) streamedMs!: number;
  @Column('timestamptz', { name: 'started_at' }) startedAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('character varying', { name: 'end_reason', length: 40, nullable: true }) endReason!: string | null;
}

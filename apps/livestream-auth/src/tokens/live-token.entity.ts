import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A token that was given out; the token itself is not kept. */
@Entity({ name: 'live_token' })
export class LiveTokenEntity {
  @PrimaryColumn('uuid', { name: 'token_id', primaryKeyConstraintName: 'live_token_pk' }) tokenId!: string;
  @Column('integer', { name: 'channel_id' }) channelId!: number;
  @Column('character varying', { name: 'dj_name', length: 100 }) djName!: string;
  @Column('integer', { name: 'max_streaming_seconds' }) maxStreamingSeconds!: number;
  @Column('timestamptz', { name: 'issued_at' }) issuedAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
}

import type { RelayFormat } from '@longwave/contracts';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import { ChannelEntity } from '../channels/channel.entity';

@Entity({ name: 'relay' })
@Unique('relay_address_key', ['address'])
@Index('relay_channel_idx', ['channelId'])
export class RelayEntity {
  @PrimaryColumn('uuid', { name: 'relay_id', primaryKeyConstraintName: 'relay_pk' }) relayId!: string;
  @Column('integer', { name: 'channel_id' }) channelId!: number;
  @ManyToOne(() => ChannelEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'channel_id', foreignKeyConstraintName: 'relay_channel_fk' })
  channel?: Relation<ChannelEntity>;
  @Column('text') name!: string;
  /** As it was given, the password in it. */
  @Column('text') target!: string;
  /** `host:port/mount`, so that no two relays send to one place. */
  @Column('text') address!: string;
  @Column('text') format!: RelayFormat;
  @Column('boolean') enabled!: boolean;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

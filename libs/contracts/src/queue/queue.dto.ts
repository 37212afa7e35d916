import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, Length, Max, Min, ValidateNested } from 'class-validator';
import { Describe } from '../core/describe';
import { IsChannelId } from '../core/is-channel-id';
import { TrackDto } from '../library/track.dto';

/** Who voted what on an entry. */
export class VoterDto {
  @Describe('Id of the user.', { example: 'guest:4f1c' }) @IsString() @Length(1, 64) userId!: string;
  @Describe('+1 or −1.', { example: 1 }) @IsIn([1, -1]) value!: 1 | -1;
}

/** One place in a queue, with an id of its own: a track may stand twice. */
export class QueueEntryDto {
  @Describe('Id of the entry.') @IsUUID() id!: string;
  @Describe('The song.', { type: () => TrackDto }) @ValidateNested() @Type(() => TrackDto) track!: TrackDto;
  @Describe('Who asked for it.', { example: 'guest:4f1c' }) @IsString() @Length(1, 64) requestedByUserId!: string;
  @Describe('When, ISO 8601.') @IsISO8601() requestedAt!: string;
  @Describe('Sum of the votes.', { example: 2 }) @IsInt() votes!: number;
  @Describe('Place in the order, from 1; 0 once it plays.', { example: 1 }) @IsInt() @Min(0) position!: number;
  @Describe('`waiting`, or `playing` once the mixer has started it.', { example: 'waiting' }) @IsIn(['waiting', 'playing']) status!: 'waiting' | 'playing';
  @Describe('Id of the channel.', { example: 1 }) @IsInt() communityId!: number;
  @Describe('Who voted, at most 200.', { type: () => VoterDto, isArray: true }) @IsArray() voters!: VoterDto[];
}

export class ListQueueRequest {
  @Describe('Id of the channel.', { example: 1 }) @IsChannelId() channelId!: number;
}

/** The waiting entries in playing order. */
export class QueueListDto {
  @Describe('Id of the channel.') @IsInt() channelId!: number;
  @Describe('Grows with every change of this queue.') @IsInt() rev!: number;
  @Describe('The entries, next first.', { type: () => QueueEntryDto, isArray: true }) @IsArray() items!: QueueEntryDto[];
  @Describe('How many wait.') @IsInt() total!: number;
}

export class AddEntryRequest {
  @Describe('Id of the channel.') @IsChannelId() channelId!: number;
  @Describe('Id of the track.') @IsUUID() trackId!: string;
  /** Who asks. The gateway sets it from the token; a client's own value is refused. */
  @Describe('Who asks.') @IsString() @Length(1, 64) userId!: string;
  @Describe('Whether it goes before all that are not VIP; set by the gateway from the token’s role.') @IsOptional() @IsBoolean() isVip?: boolean;
}

export class RemoveEntryRequest {
  @Describe('Id of the channel.') @IsChannelId() channelId!: number;
  @Describe('Id of the entry.') @IsUUID() entryId!: string;
  @Describe('Who takes it back.') @IsString() @Length(1, 64) userId!: string;
  @Describe('Whether an operator does, who may take back anybody’s.') @IsOptional() @IsBoolean() asOperator?: boolean;
}

export class VoteRequest {
  @Describe('Id of the channel.') @IsChannelId() channelId!: number;
  @Describe('Id of the entry.') @IsUUID() entryId!: string;
  @Describe('Who votes.') @IsString() @Length(1, 64) userId!: string;
  @Describe('+1, −1, or 0 to take the vote back.') @IsIn([1, 0, -1]) value!: 1 | 0 | -1;
}

/** What comes next in the queue, for the mixer to prepare. */
export class PeekReply {
  @Describe('Grows with every change of this queue.') @IsInt() rev!: number;
  @Describe('The entry that would play next, or null.', { type: () => QueueEntryDto, nullable: true }) @IsOptional() entry!: QueueEntryDto | null;
  @Describe('Those after it in playing order, at most four.', { type: () => QueueEntryDto, isArray: true }) @IsArray() following!: QueueEntryDto[];
}

export class StartEntryRequest {
  @Describe('Id of the channel.') @IsChannelId() channelId!: number;
  @Describe('Id of the entry.') @IsUUID() entryId!: string;
  @Describe('The mixer’s epoch; a lower one than the highest seen is refused.') @IsInt() @Min(0) @Max(4_294_967_295) epoch!: number;
}

export class EntryAdded {
  @Describe('Grows with every change of this queue.') @IsInt() rev!: number;
  @Describe('The entry as it stands now.', { type: () => QueueEntryDto }) entry!: QueueEntryDto;
}
export class EntryVoted extends EntryAdded {}
export class EntryStarted extends EntryAdded {}

export class EntryRemoved {
  @Describe('Grows with every change of this queue.') @IsInt() rev!: number;
  @Describe('The entry that is gone.', { type: () => QueueEntryDto }) entry!: QueueEntryDto;
  @Describe('Why.') @IsIn(['withdrawn', 'operator', 'not-playable']) reason!: 'withdrawn' | 'operator' | 'not-playable';
}

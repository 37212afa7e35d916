import { Describe, tiers } from '@longwave/contracts';
import type { Tier } from '@longwave/contracts';
import { IsArray, IsBoolean, IsIn, IsInt, IsNumber, IsOptional, IsString } from 'class-validator';

export class ChannelHealthView {
  @Describe('Id of the channel.', { example: 1 }) @IsInt() channelId!: number;
  @Describe('Whether its listeners hear what they should.', { example: true }) @IsBoolean() ok!: boolean;
  @Describe('Why not, or that all is well.', { example: 'sound leaves the encoder' }) @IsString() reason!: string;
  @Describe('What is on the air; null when no mixer answered.', { nullable: true, example: 'playlist' }) @IsOptional() @IsIn(tiers) tier!: Tier | null;
  @Describe('RMS of the last second that went into the encoder, in dBFS; null when no mixer answered.', { nullable: true, example: -19.4 })
  @IsOptional() @IsNumber() rmsDb!: number | null;
  @Describe('Milliseconds of silence so far; null when no mixer answered.', { nullable: true, example: 0 }) @IsOptional() @IsInt() silentForMs!: number | null;
  @Describe('Seconds of sound that the edge is behind the mixer; null when no edge answered.', { nullable: true, example: 0.1 })
  @IsOptional() @IsNumber() edgeBehindSeconds!: number | null;
}

/** Health is sound. */
export class HealthView {
  @Describe('Whether every channel is well.', { example: true }) @IsBoolean() ok!: boolean;
  @Describe('Each channel.', { type: () => ChannelHealthView, isArray: true }) @IsArray() channels!: ChannelHealthView[];
}

import { Describe } from '@longwave/contracts';
import { IsIn, IsISO8601, IsOptional, IsString, Length, Matches } from 'class-validator';

export class CreateGuestInput {
  @Describe('How the guest wants to be called; without control characters.', { example: 'Robin' })
  @IsOptional() @IsString() @Length(1, 40) @Matches(/^[^\p{Cc}\p{Cf}]*$/u, { message: 'name must not hold control characters' })
  name?: string;
}

/** A token for somebody who has no account. */
export class GuestTokenView {
  @Describe('Send it as `Authorization: Bearer <token>`.') @IsString() token!: string;
  @Describe('How to send it.', { example: 'Bearer' }) @IsIn(['Bearer']) tokenType!: 'Bearer';
  @Describe('The guest’s user id, as in queue entries and votes.', { example: 'guest:4f1c09a2b3d7' }) @IsString() userId!: string;
  @Describe('The name that was asked for, or one made up.', { example: 'Robin' }) @IsString() name!: string;
  @Describe('When it expires, ISO 8601.', { example: '2026-12-20T12:00:00.000Z' }) @IsISO8601() expiresAt!: string;
}

import { IsInt, IsObject, IsOptional, IsString, IsUUID, Length, MaxLength, Min } from 'class-validator';
import { Describe } from '../core/describe';

/** A song as everybody sees it. */
export class TrackDto {
  @Describe('Id of the track.', { example: '018f3c1e-5b7a-7c3e-9a0e-0f6f3f2a1b4c' }) @IsUUID() trackId!: string;
  @Describe('Title.', { example: 'Night Ferry' }) @IsString() @Length(1, 300) name!: string;
  @Describe('Artist; empty when unknown.', { example: 'The Longwave Band' }) @IsString() @MaxLength(300) artist!: string;
  @Describe('Album; empty when unknown.', { example: 'First Light' }) @IsString() @MaxLength(300) album!: string;
  @Describe('Path of the cover on this API, or null.', { example: '/api/v1/library/covers/0f6f3f2a', nullable: true })
  @IsOptional() @IsString() @MaxLength(500) albumArtUrl!: string | null;
  @Describe('Playing time in milliseconds.', { example: 183_000 }) @IsInt() @Min(0) durationMs!: number;
  @Describe('Where it comes from.', { example: 'local' }) @IsString() @MaxLength(40) provider!: string;
  @Describe('Its address at the provider.', { example: 'local:018f3c1e' }) @IsString() @MaxLength(500) uri!: string;
  @Describe('Further facts, such as genre and year.', { example: { genre: 'Ambient', year: 2024 } }) @IsObject() metadata!: Record<string, string | number>;
}

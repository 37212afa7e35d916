import { CoverRequest, Describe, SearchTracksRequest } from '@longwave/contracts';
import { IsString, Matches } from 'class-validator';
import { pickFields } from '../endpoint/pick-fields';

export class SearchInput extends pickFields(SearchTracksRequest, ['query', 'limit', 'offset']) {
  override query = '';
  override limit = 20;
  override offset = 0;
}

export class CoverInput {
  @Describe('Hash of the cover, as in `album_art_url`.', { example: '0f6f3f2a' }) @IsString() @Matches(/^[0-9a-f]{8,64}$/) hash!: string;
}

/** What the library is asked. */
export const coverRequest = ({ hash }: CoverInput): CoverRequest => ({ coverHash: hash });

import { AppError } from '@longwave/contracts';
import fc from 'fast-check';
import { CreateLiveTokenInput, UpdateChannelInput } from '../admin/admin.dto';
import { SearchInput } from '../library/library.dto';
import { VoteInput } from '../queue/queue.dto';
import type { EndpointDefinition } from './endpoint';
import { isNestedTooDeep, readInput } from './read-input';

const endpoint = (definition: Partial<EndpointDefinition>): EndpointDefinition => ({ method: 'POST', path: '/', id: 'x', tag: 'x', summary: 'x', ...definition });
const voting = endpoint({ path: '/api/v1/queue/:channel/:entry/vote', input: VoteInput });
const entry = '018f3c1e-5b7a-7c3e-9a0e-0f6f3f2a1b4c';
const params = { channel: '1', entry };

function refusal(read: () => unknown): AppError {
  try {
    read();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('it was not refused');
}
const problemFields = (error: AppError) => [...new Set((error.details['problems'] as { field: string }[]).map(({ field }) => field))];

describe('readInput', () => {
  it('joins path and body in our own names', () => {
    expect(readInput(voting, { params, query: {}, body: { value: -1 } })).toEqual({ channelId: 1, entryId: entry, value: -1 });
  });

  it('reads numbers from the query and fills defaults in', () => {
    const search = endpoint({ method: 'GET', input: SearchInput });
    expect(readInput(search, { params: {}, query: { query: '12', limit: '5' }, body: undefined })).toEqual({ query: '12', limit: 5, offset: 0 });
    expect(problemFields(refusal(() => readInput(search, { params: {}, query: { limit: '5x' }, body: undefined })))).toEqual(['limit']);
    expect(problemFields(refusal(() => readInput(search, { params: {}, query: { limit: ['1', '2'] }, body: undefined })))).toEqual(['limit']);
  });

  it('does not convert in bodies: a number in quotes is no number', () => {
    expect(problemFields(refusal(() => readInput(voting, { params, query: {}, body: { value: '1' } })))).toEqual(['value']);
  });

  it('names problems as the client spelled the field', () => {
    const error = refusal(() => readInput(endpoint({ input: CreateLiveTokenInput }), { params: {}, query: {}, body: { max_streaming_seconds: 0 } }));
    expect(error.details['problems']).toEqual([{ field: 'max_streaming_seconds', problem: 'max_streaming_seconds must not be less than 1' }]);
    expect(error.message).not.toContain('maxStreamingSeconds');
  });

  it.each([['userId'], ['user_id'], ['isVip'], ['is_vip'], ['channel_id'], ['entry_id'], ['__proto__'], ['constructor']])('refuses %s in the body', (name) => {
    const body = JSON.parse(`{"value":1,${JSON.stringify(name)}:1}`) as unknown;
    expect(problemFields(refusal(() => readInput(voting, { params, query: {}, body })))).toEqual([name]);
  });

  it('tells null from absent', () => {
    const update = endpoint({ method: 'PATCH', path: '/:channel', input: UpdateChannelInput });
    expect(readInput(update, { params: { channel: '1' }, query: {}, body: { fallback_playlist_id: null } })).toEqual({ channelId: 1, fallbackPlaylistId: null });
    expect(readInput(update, { params: { channel: '1' }, query: {}, body: {} })).toEqual({ channelId: 1 });
  });

  it('either refuses what comes or gives what the rules allow', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, whole) => {
        for (const body of [{ value }, whole]) {
          try {
            expect([1, 0, -1]).toContain((readInput(voting, { params, query: {}, body }) as { value: unknown }).value);
          } catch (error) {
            expect(error).toMatchObject({ code: 'BAD_REQUEST' });
          }
        }
      }),
    );
  });

  it('refuses what is nested too deep before anything recurses into it', () => {
    const deep = JSON.parse(`${'['.repeat(30_000)}${']'.repeat(30_000)}`) as unknown;
    expect(isNestedTooDeep(deep)).toBe(true);
    expect(isNestedTooDeep({ a: [{ b: 1 }] })).toBe(false);
    expect(refusal(() => readInput(voting, { params, query: {}, body: { value: deep } }))).toMatchObject({ code: 'BAD_REQUEST' });
  });
});

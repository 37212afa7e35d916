import { NowPlayingDto, QueueEntryDto, QueueListDto } from '@longwave/contracts';
import fc from 'fast-check';
import { fromWire, toWire, wireDetails, wireFields } from './wire-mapper';
import { fieldName, wireName } from './wire-name';

const field = fc.stringMatching(/^[a-z][a-z0-9]*([A-Z][a-z0-9]*){0,4}$/);

describe('names', () => {
  it.each([['requestedByUserId', 'requested_by_user_id'], ['votes', 'votes'], ['albumArtUrl', 'album_art_url'], ['rmsDb', 'rms_db']])('%s is %s over HTTP', (ours, theirs) => {
    expect(wireName(ours)).toBe(theirs);
    expect(fieldName(theirs)).toBe(ours);
  });

  it('come back as they were', () => {
    fc.assert(fc.property(field, (name) => expect(fieldName(wireName(name))).toBe(name)));
  });

  it('stay apart', () => {
    fc.assert(fc.property(field, field, (a, b) => expect(wireName(a) === wireName(b)).toBe(a === b)));
  });
});

const track = fc.record({
  trackId: fc.uuid(), name: fc.string(), artist: fc.string(), album: fc.string(), albumArtUrl: fc.option(fc.string()), durationMs: fc.nat(), provider: fc.string(), uri: fc.string(),
  metadata: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer())),
});
const entry = fc.record({
  id: fc.uuid(), track, requestedByUserId: fc.string(), requestedAt: fc.string(), votes: fc.integer(), position: fc.nat(), status: fc.constantFrom('waiting', 'playing'), communityId: fc.nat(),
  voters: fc.array(fc.record({ userId: fc.string(), value: fc.constantFrom(1, -1) })),
});

describe('the mapper', () => {
  it('undoes itself, at every depth', () => {
    fc.assert(
      fc.property(fc.record({ channelId: fc.nat(), rev: fc.nat(), items: fc.array(entry), total: fc.nat() }), (list) => {
        const there = JSON.parse(JSON.stringify(toWire(QueueListDto, list))) as Record<string, unknown>;
        const { value, unknown } = fromWire(QueueListDto, there);
        expect(unknown).toEqual([]);
        expect(value).toEqual(JSON.parse(JSON.stringify(list)));
      }),
    );
  });

  it('keeps the keys of data as they are', () => {
    const wire = toWire(QueueEntryDto, { track: { metadata: { albumArtist: 'A', discNumber: 1 } } });
    expect(wire).toEqual({ track: { metadata: { albumArtist: 'A', discNumber: 1 } } });
  });

  it('lets nothing out that is not described', () => {
    expect(toWire(QueueEntryDto, { votes: 1, secret: 2, track: { name: 'n', path: '/music' } })).toEqual({ votes: 1, track: { name: 'n' } });
  });

  it('tells apart what is null and what is not there', () => {
    expect(toWire(NowPlayingDto, { track: null })).toEqual({ track: null });
  });

  it('names the fields it does not know, also our own spelling of known ones', () => {
    const { value, unknown } = fromWire(QueueEntryDto, { requestedByUserId: 'x', requested_by_user_id: 'y', ['__proto__']: 1, track: { trackId: 1 } });
    expect(unknown).toEqual(expect.arrayContaining(['requestedByUserId', 'track.trackId']));
    expect(value).toMatchObject({ requestedByUserId: 'y' });
  });

  it('never throws on JSON, and never makes up a field', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'track', 'voters')), fc.jsonValue()), (wire) => {
        const { value } = fromWire(QueueEntryDto, wire);
        const known = [...wireFields(QueueEntryDto).values()].map(({ property }) => property);
        expect(known).toEqual(expect.arrayContaining(Object.keys(value)));
        expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      }),
    );
  });

  it('renames the keys of details', () => {
    expect(wireDetails({ retryAfterSeconds: 3, problems: [{ fieldName: 'x' }], nothing: null })).toEqual({ retry_after_seconds: 3, problems: [{ field_name: 'x' }], nothing: null });
  });
});

import type { QueueEntryDto } from '@longwave/contracts';
import fc from 'fast-check';
import { fitList } from './fit-list';

const entry = (id: number, nameLength: number, voters: number): QueueEntryDto => ({
  id: String(id),
  track: { trackId: 't', name: 'é'.repeat(nameLength), artist: '', album: '', albumArtUrl: null, durationMs: 1, provider: 'local', uri: 'x', metadata: {} },
  requestedByUserId: 'guest:a', requestedAt: '2026-01-01T00:00:00.000Z', votes: voters, position: id, status: 'waiting', communityId: 1,
  voters: Array.from({ length: voters }, (_, i) => ({ userId: `guest:${i}`, value: 1 as const })),
});
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('fitList', () => {
  it('leaves a list that fits as it is', () => {
    const list = [entry(1, 10, 3), entry(2, 10, 0)];
    expect(fitList(list, 10_000)).toEqual(list);
  });

  it('never passes its limit, and keeps the head', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 50 })), { maxLength: 40 }), fc.integer({ min: 0, max: 20_000 }), (shapes, maxBytes) => {
        const list = shapes.map(([name, voters], index) => entry(index, name, voters));
        const fitted = fitList(list, maxBytes);
        expect(bytes(fitted)).toBeLessThanOrEqual(Math.max(2, maxBytes + 1));
        expect(fitted.map(({ id }) => id)).toEqual(list.slice(0, fitted.length).map(({ id }) => id));
      }),
    );
  });

  it('shows entries rather than voters', () => {
    const list = Array.from({ length: 20 }, (_, id) => entry(id, 5, 200));
    expect(fitList(list, 20_000)).toHaveLength(20);
  });
});

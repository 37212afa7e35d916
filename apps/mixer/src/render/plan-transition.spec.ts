import fc from 'fast-check';
import { CUT_IN_FRAMES, CUT_OFF_FRAMES, MIN_FADE_FRAMES, SKIP_FADE_FRAMES, STALL_FRAMES } from './durations';
import { crossfadeFor, planTransition } from './plan-transition';
import type { MixState, OnAirState } from './plan-transition';

const SECOND = 48_000;
type FileOnAir = Extract<OnAirState, { kind: 'file' }>;
const file = (extra: Partial<FileOnAir> = {}): FileOnAir => ({
  kind: 'file', tier: 'playlist', remainingFrames: 60 * SECOND, availableFrames: 6 * SECOND, hasEnded: false, hasFailed: false, isSilentTooLong: false, isFadingIn: false, ...extra,
});
const state = (extra: Partial<MixState> = {}): MixState => ({
  onAir: file(), next: { tier: 'playlist', isReady: true, lengthFrames: 200 * SECOND }, live: undefined,
  crossfadeFrames: 4 * SECOND, requestsInterrupt: false, isSilenceRequested: false, skip: 'none', ...extra,
});

describe('planTransition', () => {
  it('leaves a running track alone', () => {
    expect(planTransition(state())).toBeUndefined();
  });

  it('begins the crossfade when that much is left', () => {
    expect(planTransition(state({ onAir: file({ remainingFrames: 4 * SECOND + 1 }) }))).toBeUndefined();
    expect(planTransition(state({ onAir: file({ remainingFrames: 4 * SECOND, availableFrames: 4 * SECOND }) }))).toEqual({ to: 'next', fadeFrames: 4 * SECOND, why: 'ended' });
  });

  it('waits for an item that is not ready, and shortens the fade', () => {
    const next = { tier: 'playlist' as const, isReady: false, lengthFrames: 200 * SECOND };
    const ending = file({ remainingFrames: SECOND, availableFrames: SECOND, hasEnded: true });
    expect(planTransition(state({ onAir: ending, next }))).toBeUndefined();
    expect(planTransition(state({ onAir: ending }))).toMatchObject({ to: 'next', fadeFrames: SECOND });
  });

  it('takes noise only when no time is left to wait', () => {
    const next = { tier: 'playlist' as const, isReady: false, lengthFrames: 200 * SECOND };
    const ending = file({ remainingFrames: STALL_FRAMES, availableFrames: STALL_FRAMES, hasEnded: true });
    expect(planTransition(state({ onAir: ending, next }))).toEqual({ to: 'noise', fadeFrames: STALL_FRAMES, why: 'ended' });
  });

  it('calls a file that gives nothing more failed', () => {
    expect(planTransition(state({ onAir: file({ availableFrames: STALL_FRAMES }) }))).toMatchObject({ to: 'next', why: 'failed' });
  });

  it('leaves a file or a streamer that is silent too long, to noise if there is nothing else', () => {
    const silent = file({ isSilentTooLong: true });
    expect(planTransition(state({ onAir: silent }))).toEqual({ to: 'next', fadeFrames: 4 * SECOND, why: 'silent' });
    expect(planTransition(state({ onAir: silent, next: undefined }))).toMatchObject({ to: 'noise', why: 'silent' });
    const live = { kind: 'live' as const, availableFrames: 2 * SECOND, hasEnded: false, isSilentTooLong: true, isCut: false };
    expect(planTransition(state({ onAir: live }))).toMatchObject({ to: 'next', fadeFrames: CUT_IN_FRAMES });
    expect(planTransition(state({ onAir: live, next: undefined }))).toMatchObject({ to: 'noise', fadeFrames: CUT_IN_FRAMES });
    expect(planTransition(state({ onAir: live, isSilenceRequested: true }))).toMatchObject({ to: 'silence' });
  });

  it.each(['noise', 'silence'] as const)('replaces %s at once, over two seconds', (kind) => {
    expect(planTransition(state({ onAir: { kind } }))).toMatchObject({ to: 'next', fadeFrames: CUT_IN_FRAMES });
  });

  it('puts live over everything, at once', () => {
    for (const onAir of [file(), { kind: 'noise' } as const, { kind: 'silence' } as const]) {
      expect(planTransition(state({ onAir, live: { isReady: true } }))).toMatchObject({ to: 'live', fadeFrames: CUT_IN_FRAMES });
      expect(planTransition(state({ onAir, live: { isReady: false }, next: undefined }))?.to).not.toBe('live');
    }
  });

  it('goes from a live source that ended straight to the next one', () => {
    const onAir = { kind: 'live' as const, availableFrames: SECOND, hasEnded: true, isSilentTooLong: false, isCut: false };
    expect(planTransition(state({ onAir, live: { isReady: true } }))).toMatchObject({ to: 'live' });
    expect(planTransition(state({ onAir: { ...onAir, hasEnded: false }, live: { isReady: true } }))).toBeUndefined();
  });

  it('takes a streamer whose time is up off the air at once', () => {
    const onAir = { kind: 'live' as const, availableFrames: 6 * SECOND, hasEnded: false, isSilentTooLong: false, isCut: true };
    expect(planTransition(state({ onAir }))).toMatchObject({ to: 'next', fadeFrames: CUT_OFF_FRAMES });
    expect(planTransition(state({ onAir, next: undefined }))).toMatchObject({ to: 'noise', fadeFrames: CUT_OFF_FRAMES });
  });

  it('lets a request interrupt the playlist only where it may, and never another request', () => {
    const request = { tier: 'requests' as const, isReady: true, lengthFrames: 200 * SECOND };
    expect(planTransition(state({ next: request }))).toBeUndefined();
    expect(planTransition(state({ next: request, requestsInterrupt: true }))).toMatchObject({ to: 'next', why: 'interrupted' });
    expect(planTransition(state({ next: request, requestsInterrupt: true, onAir: file({ tier: 'requests' }) }))).toBeUndefined();
  });

  it('skips at once to what is ready, waits a moment for what is not, then leaves anyway', () => {
    const next = { tier: 'playlist' as const, isReady: false, lengthFrames: 200 * SECOND };
    expect(planTransition(state({ skip: 'waiting' }))).toEqual({ to: 'next', fadeFrames: SKIP_FADE_FRAMES, why: 'skipped' });
    expect(planTransition(state({ skip: 'waiting', next }))).toBeUndefined();
    expect(planTransition(state({ skip: 'now', next }))).toMatchObject({ to: 'noise', why: 'skipped' });
  });

  it('gives a short file half of itself for each fade', () => {
    expect(crossfadeFor(state({ next: { tier: 'playlist', isReady: true, lengthFrames: SECOND } }))).toBe(SECOND / 2);
    expect(crossfadeFor(state({ crossfadeFrames: 0 }))).toBe(MIN_FADE_FRAMES);
  });

  const frames = fc.integer({ min: 0, max: 400 * SECOND });
  const anyState: fc.Arbitrary<MixState> = fc.record({
    onAir: fc.oneof(
      fc.constantFrom<OnAirState>({ kind: 'noise' }, { kind: 'silence' }),
      fc.record({ kind: fc.constant('live' as const), availableFrames: frames, hasEnded: fc.boolean(), isSilentTooLong: fc.boolean(), isCut: fc.boolean() }),
      fc.record({
        kind: fc.constant('file' as const), tier: fc.constantFrom('requests' as const, 'playlist' as const), remainingFrames: frames, availableFrames: frames,
        hasEnded: fc.boolean(), hasFailed: fc.boolean(), isSilentTooLong: fc.boolean(), isFadingIn: fc.boolean(),
      }),
    ),
    next: fc.option(fc.record({ tier: fc.constantFrom('requests' as const, 'playlist' as const), isReady: fc.boolean(), lengthFrames: frames }), { nil: undefined }),
    live: fc.option(fc.record({ isReady: fc.boolean() }), { nil: undefined }),
    crossfadeFrames: fc.integer({ min: 0, max: 15 * SECOND }),
    requestsInterrupt: fc.boolean(), isSilenceRequested: fc.boolean(), skip: fc.constantFrom('none', 'waiting', 'now'),
  });

  it('never takes what is not ready, never fades for nothing or for ever', () => {
    fc.assert(
      fc.property(anyState, (any) => {
        const plan = planTransition(any);
        if (!plan) return;
        if (plan.to === 'next') expect(any.next?.isReady).toBe(true);
        if (plan.to === 'live') expect(any.live?.isReady).toBe(true);
        expect(plan.to).not.toBe(any.onAir.kind === 'live' ? 'x' : any.onAir.kind);
        expect(plan.fadeFrames).toBeGreaterThanOrEqual(Math.min(SKIP_FADE_FRAMES, MIN_FADE_FRAMES));
        expect(plan.fadeFrames).toBeLessThanOrEqual(15 * SECOND);
      }),
    );
  });

  it('never stays with a source that has run dry', () => {
    fc.assert(
      fc.property(anyState, (any) => {
        if (any.onAir.kind !== 'file' && any.onAir.kind !== 'live') return;
        expect(planTransition({ ...any, onAir: { ...any.onAir, availableFrames: 0, remainingFrames: 0, hasEnded: true } as OnAirState })).toBeDefined();
      }),
    );
  });
});

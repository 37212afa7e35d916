import { type FeederFacts, decideFeeder } from './decide-feeder';

const self = { edgeId: 'a', runId: 'a1' };
const other = { edgeId: 'b', runId: 'b1' };
const before = { edgeId: 'a', runId: 'a0' };

it.each<[string, Omit<FeederFacts, 'self'>, string]>([
  ['nobody feeds it', { entry: undefined, unchangedForMs: 0, isFirstLook: false }, 'create'],
  ['another tells all the time', { entry: other, unchangedForMs: 2_999, isFirstLook: true }, 'wait'],
  ['another has missed a renewal', { entry: other, unchangedForMs: 3_000, isFirstLook: false }, 'ask'],
  ['another has been silent', { entry: other, unchangedForMs: 6_000, isFirstLook: false }, 'take'],
  ['it was this edge before its restart', { entry: before, unchangedForMs: 0, isFirstLook: true }, 'take'],
  ['another edge of the same name feeds it', { entry: before, unchangedForMs: 0, isFirstLook: false }, 'wait'],
  ['a claim of ours was never answered', { entry: self, unchangedForMs: 0, isFirstLook: false }, 'take'],
])('when %s', (_when, facts, decision) => {
  expect(decideFeeder({ self, ...facts })).toBe(decision);
});

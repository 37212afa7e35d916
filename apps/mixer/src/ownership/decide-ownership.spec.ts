import { decideOwnership } from './decide-ownership';

const facts = { self: 'a', owner: 'b', connectedForMs: 60_000, silentForMs: 0 };

it.each([
  ['nobody owns it', { owner: undefined }, 'claim'],
  ['it was its own before a restart', { owner: 'a' }, 'claim'],
  ['another sends', {}, 'listen'],
  ['another has been silent for half a second', { silentForMs: 500 }, 'probe'],
  ['another has been silent for less', { silentForMs: 499 }, 'listen'],
  ['it has only just connected, so the silence may be its own', { silentForMs: 5_000, connectedForMs: 1_999 }, 'listen'],
  ['it is not connected', { silentForMs: 5_000, connectedForMs: 0 }, 'listen'],
] as const)('%s', (_, extra, decision) => {
  expect(decideOwnership({ ...facts, ...extra })).toBe(decision);
});

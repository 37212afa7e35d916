import { decideOwnership } from './decide-ownership';

const facts = { self: 'a', owner: 'b', isGivenBack: false, connectedForMs: 60_000, silentForMs: 0 };

it.each([
  ['its owner gave it back', { owner: undefined, isGivenBack: true }, 'claim'],
  ['there is no entry, and somebody sends', { owner: undefined, silentForMs: 299 }, 'listen'],
  ['there is no entry, and nobody sends', { owner: undefined, silentForMs: 300 }, 'probe'],
  ['there is no entry, and nobody can be heard', { owner: undefined, silentForMs: 5_000, connectedForMs: 299 }, 'listen'],
  ['it was its own before a restart', { owner: 'a' }, 'claim'],
  ['its own name is that of a twin', { self: undefined, owner: 'a' }, 'listen'],
  ['another sends', {}, 'listen'],
  ['another has been silent for half a second', { silentForMs: 500 }, 'probe'],
  ['another has been silent for less', { silentForMs: 499 }, 'listen'],
  ['it has only just connected, so the silence may be its own', { silentForMs: 5_000, connectedForMs: 1_999 }, 'listen'],
  ['it is not connected', { silentForMs: 5_000, connectedForMs: 0 }, 'listen'],
] as const)('%s', (_, extra, decision) => {
  expect(decideOwnership({ ...facts, ...extra })).toBe(decision);
});

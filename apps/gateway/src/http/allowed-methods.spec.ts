import { allowedMethods } from './allowed-methods';

const routes = [
  { method: 'GET', path: '/api/v1/queue/:channel' }, { method: 'POST', path: '/api/v1/queue/:channel' }, { method: 'POST', path: '/api/v1/queue/:channel/skip' },
] as const;

it('tells how an address may be asked', () => {
  expect(allowedMethods('/api/v1/queue/1', routes)).toEqual(['GET', 'HEAD', 'POST']);
  expect(allowedMethods('/api/v1/queue/1/skip', routes)).toEqual(['POST']);
  expect(allowedMethods('/api/v1/queue', routes)).toEqual([]);
  expect(allowedMethods('/api/v1/queue/1/2', routes)).toEqual([]);
});

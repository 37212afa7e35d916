import { isDatabaseAway } from './is-database-away';

const withCode = (code: string, message = 'failed') => Object.assign(new Error(message), { code });

it.each([
  ['a refused connection', withCode('ECONNREFUSED')],
  ['one that was refused on each address', new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')])],
  ['a server that is shut down', withCode('57P01')],
  ['a server that recovers', withCode('57P03')],
  ['a statement that took too long', withCode('57014')],
  ['a full disk', withCode('53100')],
  ['a pool without a free connection', new Error('timeout exceeded when trying to connect')],
  ['a broken connection', new Error('Connection terminated unexpectedly')],
  ['one that TypeORM wrapped', Object.assign(new Error('query failed'), { driverError: withCode('ECONNRESET') })],
])('sees an outage in %s', (_what, error) => {
  expect(isDatabaseAway(error)).toBe(true);
});

it.each([
  ['a taken key', withCode('23505')],
  ['a wrong statement', withCode('42601')],
  ['a fault of ours', new TypeError('x is undefined')],
  ['nothing', undefined],
  ['a text', 'ECONNREFUSED'],
])('sees none in %s', (_what, error) => {
  expect(isDatabaseAway(error)).toBe(false);
});

import { createLogger, startLog } from './logger';

function logged(fields: object): string {
  let text = '';
  startLog('spec', 'info', { write: (line) => void (text += line) });
  createLogger('part').warn(fields, 'it failed');
  return text;
}

function failure(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

const refusedByRedis = () => Object.assign(new Error('WRONGPASS invalid username-password pair'), { command: { name: 'auth', args: ['default', 'hunter2'] } });

describe('an error in the log', () => {
  it.each([
    ['a command that Redis refused', refusedByRedis(), 'WRONGPASS'],
    ['several of them', new AggregateError([refusedByRedis()], 'all failed'), 'WRONGPASS'],
    ['an address that is none', failure(() => new URL('redis://:p#hunter2@host:6379')), 'Invalid URL'],
    ['a statement that was refused', Object.assign(new Error('null value in column'), { query: 'INSERT INTO t VALUES ($1)', parameters: ['hunter2'], detail: 'Failing row contains (hunter2).', driverError: Object.assign(new Error('same'), { detail: '(hunter2)' }) }), 'null value'],
  ])('tells of %s, and not the secret in it', (_what, err, told) => {
    const before = JSON.stringify(err);
    const text = logged({ err });
    expect(text).toContain(told);
    expect(text).not.toContain('hunter2');
    // Whoever caught it may still need all of it.
    expect(JSON.stringify(err)).toBe(before);
  });

  it('keeps what helps to find its cause', () => {
    expect(JSON.parse(logged({ err: refusedByRedis() }))).toMatchObject({ service: 'spec', name: 'part', err: { command: { name: 'auth', args: '[hidden]' }, stack: expect.stringContaining('logger.spec') } });
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettings } from './settings.mjs';

describe('readSettings', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'longwave-spec-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads .env, and what is set already counts more', () => {
    writeFileSync(path.join(folder, '.env'), '# servers\nNATS_URL=nats://10.0.0.1\nREDIS_URL="redis://10.0.0.2"\nDATABASE_URL=postgres://10.0.0.3/x\n');
    const env = { NATS_URL: 'nats://127.0.0.1', DATABASE_URL: '' };
    expect(readSettings(folder, env)).toEqual({ NATS_URL: 'nats://127.0.0.1', REDIS_URL: 'redis://10.0.0.2', DATABASE_URL: '' });
    expect(env).toEqual({ NATS_URL: 'nats://127.0.0.1', DATABASE_URL: '' });
  });

  it('is the environment where there is no such file', () => {
    expect(readSettings(folder, { A: '1' })).toEqual({ A: '1' });
  });

  it('tells in one line that it cannot be read', () => {
    mkdirSync(path.join(folder, '.env'));
    expect(() => readSettings(folder, {})).toThrow(/^Longwave cannot read .*\.env: EISDIR\.$/);
  });
});

import { tempFolder } from '@longwave/testing';
import { chmodSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StationError } from '../station-error';
import { loadSecrets, secretsFile } from './secrets';
import { loadState, saveState } from './station-state';

describe('secrets', () => {
  it('are made once, each another, for this user alone', () => {
    const folder = tempFolder('secrets');
    const first = loadSecrets(folder);
    expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
    for (const secret of Object.values(first)) expect(secret).toMatch(/^[0-9a-f]{48}$/);
    chmodSync(secretsFile(folder), 0o644);
    expect(loadSecrets(folder)).toEqual(first);
    expect(statSync(secretsFile(folder)).mode & 0o777).toBe(0o600);
  });

  it('are completed, without touching those that are there', () => {
    const folder = tempFolder('secrets');
    const kept = 'k'.repeat(40);
    writeFileSync(secretsFile(folder), JSON.stringify({ jwtSecret: kept, adminApiToken: 'short', redisPassword: 7 }));
    const secrets = loadSecrets(folder);
    expect(secrets.jwtSecret).toBe(kept);
    expect(secrets.adminApiToken).toMatch(/^[0-9a-f]{48}$/);
    expect(JSON.parse(readFileSync(secretsFile(folder), 'utf8'))).toEqual(secrets);
  });

  it.each(['', '{', '[]', 'null', '"x"'])('are not made anew over a damaged file (%j)', (text) => {
    const folder = tempFolder('secrets');
    writeFileSync(secretsFile(folder), text);
    expect(() => loadSecrets(folder)).toThrow(/secrets\.json is damaged/);
    expect(readFileSync(secretsFile(folder), 'utf8')).toBe(text);
  });
});

it('remembers its id and ports', () => {
  const folder = tempFolder('state');
  const { stationId } = loadState(folder);
  saveState(folder, { stationId, ports: { nats: 4001 } });
  expect(loadState(folder)).toEqual({ stationId, ports: { nats: 4001 } });
});

it('tells in one line that the disk is full, and leaves no half of a file', () => {
  const folder = tempFolder('full');
  const file = path.join(folder, 'station.json');
  symlinkSync('/dev/full', `${file}.new`);
  expect(() => saveState(folder, { stationId: 'x', ports: {} })).toThrow(new StationError([`Longwave cannot write ${file}: the disk is full. Mend that, or set DATA_DIR to another folder.`]));
  expect(readdirSync(folder)).toEqual([]);
});

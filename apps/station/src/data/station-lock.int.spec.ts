import { tempFolder } from '@longwave/testing';
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identify } from '../children/process-identity';
import { lockDataDir } from './station-lock';

it('gives a folder to one of many who ask at once, and to another when it is free again', async () => {
  const folder = tempFolder('lock');
  const asked = await Promise.allSettled(Array.from({ length: 10 }, () => lockDataDir(folder)));
  const [got, ...more] = asked.filter((result) => result.status === 'fulfilled');
  expect(more).toEqual([]);
  for (const refused of asked.filter((result) => result.status === 'rejected')) expect(String(refused.reason)).toMatch(/Longwave already runs here/);
  got?.value();
  (await lockDataDir(folder))();
});

it('names the process that has it', async () => {
  const folder = tempFolder('lock');
  const other = spawn(process.execPath, ['-e', "console.log('up'); setInterval(() => undefined, 1000)"], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => other.stdout.once('data', resolve));
  writeFileSync(path.join(folder, 'station.pid'), JSON.stringify(identify(other.pid ?? 0)));
  await expect(lockDataDir(folder)).rejects.toThrow(`pid ${other.pid}`);
  const gone = new Promise((resolve) => other.once('exit', resolve));
  other.kill('SIGKILL');
  await gone;
  (await lockDataDir(folder))();
});

it('is not held by one that could not write its file', async () => {
  const folder = tempFolder('lock');
  const file = path.join(folder, 'station.pid');
  mkdirSync(file);
  await expect(lockDataDir(folder)).rejects.toMatchObject({ name: 'StationError', lines: [expect.stringContaining(`cannot write ${file}: it is a folder`)] });
  rmSync(file, { recursive: true });
  (await lockDataDir(folder))();
});

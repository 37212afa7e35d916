import { tempFolder } from '@longwave/testing';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { StationLog } from './station-log';
import { Terminal } from './terminal';

const open = (folder: string): Promise<StationLog> => StationLog.open(folder, new Terminal(new PassThrough()), 'info');

it('has every line in the file once it is closed', async () => {
  const folder = tempFolder('log');
  const log = await open(folder);
  for (let i = 0; i < 1_000; i++) log.say('info', `line ${i}`);
  await log.close();
  const [name = ''] = readdirSync(path.join(folder, 'logs')).filter((file) => file.endsWith('.log'));
  const lines = readFileSync(path.join(folder, 'logs', name), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(Array.from({ length: 1_000 }, (_, i) => `line ${i}`));
});

it('ends on a full disk as well', async () => {
  const folder = tempFolder('log');
  mkdirSync(path.join(folder, 'logs'));
  symlinkSync('/dev/full', path.join(folder, 'logs', 'station.1.log'));
  const log = await open(folder);
  for (let i = 0; i < 100; i++) log.say('info', `line ${i}`);
  const since = performance.now();
  await log.close();
  expect(performance.now() - since).toBeLessThan(3_000);
});

it.each([
  ['a file is in the way of its folder', (logs: string) => writeFileSync(logs, ''), /^Longwave cannot write .*logs: (it is a file|a part of the path is a file)\. /],
  ['a folder is in the way of its file', (logs: string) => mkdirSync(path.join(logs, 'station.1.log'), { recursive: true }), /^Longwave cannot write .*logs: it is a folder\. /],
])('tells in one line that it cannot be opened: %s', async (_what, block, line) => {
  const folder = tempFolder('log');
  block(path.join(folder, 'logs'));
  await expect(open(folder)).rejects.toMatchObject({ name: 'StationError', lines: [expect.stringMatching(line)] });
});

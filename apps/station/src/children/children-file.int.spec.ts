import { tempFolder, waitFor } from '@longwave/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ChildrenRecord, endOrphans, readChildren } from './children-file';
import { killGroup } from './managed-child';
import { identify, isAlive } from './process-identity';

const children: ChildProcess[] = [];
const stubborn = "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); console.log('up')";

async function run(script: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child.pid ?? 0;
}

afterEach(() => {
  for (const { pid } of children.splice(0)) if (pid !== undefined) killGroup(pid, 'SIGKILL');
});

it('ends what an earlier station left, by force what does not listen', async () => {
  const folder = tempFolder('children');
  const record = new ChildrenRecord(folder);
  const [polite, deaf] = [await run("setInterval(() => undefined, 1000); console.log('up')"), await run(stubborn)];
  record.started('nats', polite, 'SIGTERM');
  record.started('mixer', deaf, 'SIGTERM');
  expect(await endOrphans(folder, 300)).toEqual(['nats', 'mixer']);
  expect([polite, deaf].map(identify)).toEqual([undefined, undefined]);
});

it('spares a process that only has the same id by now', async () => {
  const folder = tempFolder('children');
  const pid = await run("setInterval(() => undefined, 1000); console.log('up')");
  const identity = identify(pid);
  if (!identity) throw new Error('it should run');
  const children = { mixer: { ...identity, startTicks: '1', stopSignal: 'SIGTERM' }, edge: { ...identity, bootId: 'before', stopSignal: 'SIGTERM' } };
  writeFileSync(path.join(folder, 'children.json'), JSON.stringify({ children }));
  expect(await endOrphans(folder)).toEqual([]);
  expect(isAlive(identity)).toBe(true);
});

it.each(['', '{', 'null', '[]', '{"children": null}'])('takes a damaged file (%j) for none', async (text) => {
  const folder = tempFolder('children');
  writeFileSync(path.join(folder, 'children.json'), text);
  expect(readChildren(folder)).toBeUndefined();
  expect(await endOrphans(folder)).toEqual([]);
});

it('forgets a child that has ended', async () => {
  const folder = tempFolder('children');
  const record = new ChildrenRecord(folder);
  const pid = await run("console.log('up')");
  record.started('edge', pid, 'SIGTERM');
  record.ended('edge');
  await waitFor(() => readChildren(folder), { what: 'file' });
  expect(readChildren(folder)?.children).toEqual({});
});

it('tells that it cannot be written, leaves no half of it, and stops nobody', () => {
  const folder = tempFolder('children');
  // As good as a full disk: the file cannot take the place of a folder.
  mkdirSync(path.join(folder, 'children.json'));
  const troubles: Error[] = [];
  const record = new ChildrenRecord(folder, (error) => troubles.push(error));
  record.started('edge', process.pid, 'SIGTERM');
  record.ended('edge');
  expect(troubles).toHaveLength(2);
  expect(readdirSync(folder)).toEqual(['children.json']);
});

it('takes no notice of a server that ended with the apps it served', async () => {
  const folder = tempFolder('children');
  const record = new ChildrenRecord(folder);
  const server = await run("setInterval(() => undefined, 1000); console.log('up')");
  // Ends its server first and itself a moment later, so that the server's turn comes when it is gone.
  const app = await run(`process.on('SIGTERM', () => { process.kill(${server}, 'SIGKILL'); setTimeout(() => process.exit(), 200); }); setInterval(() => undefined, 1000); console.log('up')`);
  record.started('nats', server, 'SIGTERM');
  record.started('control', app, 'SIGTERM');
  expect(await endOrphans(folder)).toEqual(['nats', 'control']);
  expect([server, app].map(identify)).toEqual([undefined, undefined]);
});

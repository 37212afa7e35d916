import { waitFor } from '@longwave/testing';
import { spawn } from 'node:child_process';
import { type ChildEnd, type ChildSpec, ManagedChild } from './managed-child';
import { identify } from './process-identity';

const running: ManagedChild[] = [];

function run(script: string, spec: Partial<ChildSpec> = {}) {
  const seen = { pids: [] as number[], ready: 0, ends: [] as ChildEnd[], innerPids: [] as number[] };
  const child = new ManagedChild(
    {
      name: 'child', kind: 'app', stopSignal: 'SIGTERM',
      spawn: () => spawn(process.execPath, ['-e', script], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
      ...spec,
    },
    {
      onSpawn: (spawned) => {
        seen.pids.push(spawned.pid ?? 0);
        spawned.on('message', (message: { pid?: number }) => message.pid !== undefined && seen.innerPids.push(message.pid));
      },
      onReady: () => (seen.ready += 1),
      onEnd: (end) => seen.ends.push(end),
    },
  );
  running.push(child);
  child.start();
  return { child, seen };
}

const saysReady = "process.send({type: 'ready'});";
const stays = `${saysReady} setInterval(() => undefined, 1000);`;

afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill();
    await child.stop();
  }
});

it('starts a child that was killed at once, and one that keeps ending ever more slowly', async () => {
  const { child, seen } = run(stays);
  await child.firstReady;
  process.kill(seen.pids[0] ?? 0, 'SIGKILL');
  await waitFor(() => seen.ready === 2, { what: 'second start' });
  expect(seen.ends[0]).toMatchObject({ signal: 'SIGKILL', wasReady: true, againInMs: 0 });
  const bad = run('process.exit(3)');
  await waitFor(() => bad.seen.ends.length === 3, { what: 'third end' });
  expect(bad.seen.ends.map(({ code, againInMs }) => [code, againInMs])).toEqual([[3, 0], [3, 250], [3, 500]]);
});

it('tries again when what goes before the start fails, or there is no such program', async () => {
  let isBroken = true;
  const { child, seen } = run(stays, { prepare: () => (isBroken ? Promise.reject(new Error('disk full')) : Promise.resolve()) });
  await waitFor(() => seen.ends.length === 2, { what: 'two failures' });
  expect(seen.ends[0]?.error?.message).toBe('disk full');
  isBroken = false;
  await child.firstReady;
  const missing = run('', { spawn: () => spawn('/there/is/no/such/program', [], { detached: true }) });
  await waitFor(() => missing.seen.ends.length === 2, { what: 'two failures' });
  expect(missing.seen.ends[0]?.error?.message).toMatch(/ENOENT/);
});

it('asks until a server answers', async () => {
  let asked = 0;
  const { child, seen } = run('setInterval(() => undefined, 1000)', { isReady: () => Promise.resolve((asked += 1) === 3) });
  await child.firstReady;
  expect([asked, seen.ready]).toEqual([3, 1]);
});

it('ends for good, by force and with its own children when it does not listen', async () => {
  const { child, seen } = run(`process.on('SIGTERM', () => undefined);
    const inner = require('child_process').spawn('sleep', ['1000'], { stdio: 'ignore' });
    process.send({ type: 'inner', pid: inner.pid }); ${stays}`);
  await child.firstReady;
  const all = [...seen.pids, ...seen.innerPids];
  expect(all.map(identify)).toEqual([expect.anything(), expect.anything()]);
  await child.stop();
  await waitFor(() => all.every((pid) => identify(pid) === undefined), { what: 'end of both' });
  expect(seen.ends).toEqual([]);
}, 15_000);

it('does not start after it was ended while it waited', async () => {
  const { child, seen } = run('process.exit(1)');
  await waitFor(() => seen.ends.length === 2, { what: 'second end' });
  await child.stop();
  expect(child.pid).toBeUndefined();
  expect(seen.pids).toHaveLength(2);
});

// A cluster on one machine, taken apart piece by piece while listeners record: three mixers, three edges, three NATS
// servers, each on a host of its own. Needs root, for network namespaces. Nothing leaves the machine.
//   node tools/bench/cluster.mjs [--rounds 1] [--faults kill-owner,cut-edge] [--listeners 3] [--out result.json] [--logs folder]
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../lib/prepare.mjs';

const programs = { setpriv: 'util-linux', unshare: 'util-linux', nsenter: 'util-linux', ip: 'iproute2', 'nats-server': 'nats-server', 'redis-server': 'redis-server', ffmpeg: 'ffmpeg' };
const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];

function problem() {
  if (process.getuid?.() !== 0) return 'run it as root: it makes network namespaces';
  const missing = Object.keys(programs).filter((name) => !folders.some((folder) => existsSync(path.join(folder, name))));
  if (missing.length > 0) return `apt-get install ${[...new Set(missing.map((name) => programs[name]))].join(' ')}`;
  if (!existsSync(path.join(root, 'apps/station/dist/control.main.js'))) return 'build first: npm run build';
  return undefined;
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1' },
    faults: { type: 'string', default: '' },
    listeners: { type: 'string', default: '3' },
    out: { type: 'string', default: '' },
    logs: { type: 'string', default: '' },
  },
});
const trouble = problem();
if (trouble !== undefined) {
  console.error(trouble);
  process.exit(2);
}

// In a process namespace of its own, whose end is the end of all that was started in it; network namespaces and mounts
// go with it. So nothing runs on even after kill -9; the folder is then removed by the next test that makes one.
const folder = mkdtempSync(path.join(tmpdir(), `longwave-cluster-${process.pid}-`));
chmodSync(folder, 0o755);
const inside = path.join(root, 'tools/bench/cluster/inside.mjs');
const settings = JSON.stringify({ ...values, folder, out: values.out && path.resolve(values.out) });
const child = spawn(
  'setpriv',
  ['--pdeathsig', 'KILL', '--', 'unshare', '--net', '--mount', '--pid', '--fork', '--kill-child=SIGKILL', '--mount-proc', process.execPath, inside, settings],
  { stdio: 'inherit', cwd: root, env: { PATH: folders.join(path.delimiter), LANG: 'C.UTF-8', HOME: folder } },
);
// Ctrl-C reaches the inside as well, which tells what it has so far.
process.on('SIGINT', () => setTimeout(() => child.kill('SIGKILL'), 10_000).unref());
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGKILL'));
child.on('exit', (code) => {
  if (values.logs && existsSync(path.join(folder, 'logs'))) cpSync(path.join(folder, 'logs'), path.resolve(values.logs), { recursive: true });
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exitCode = code ?? 1;
});

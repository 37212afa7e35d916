// A radio to measure: NATS, mixer and edge, each a process as on a station. Without music the mixer's noise is heard.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const require = createRequire(import.meta.url);
const { freePort, launchServer, natsPlan } = require('@longwave/backing-servers');
const { KV_BUCKET, kvKeys } = require('@longwave/contracts');
const { connectNats } = require('@longwave/messaging');
const { Kvm } = require('@nats-io/kv');

const channel = {
  channelId: 1, slug: 'radio', name: 'Bench', description: 'Noise, to measure with', genre: '', fallbackPlaylistId: null, crossfadeMs: 4_000, requestsInterrupt: false,
  maxWaitingPerUser: 3, targetLufs: -16, opusKbps: 128, mp3Kbps: 128, silenceThresholdDbfs: -50, silenceLimitMs: 15_000, liveSilenceLimitMs: 20_000,
};

export async function waitUntil(what, isSo, timeoutMs = 30_000) {
  const deadline = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Runs a program until the bench is over. */
export function start(ends, file, args, options) {
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  ends.push(async () => {
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(force);
  });
  return child;
}

/** As the station does for its edge: only root may. */
function favour(pid) {
  if (process.getuid() === 0) execFileSync('renice', ['-n', '-5', '-p', String(pid)], { stdio: 'ignore' });
}

async function startNats(folder, ends) {
  const password = randomBytes(18).toString('hex');
  const access = { passwords: { service: password, bot: randomBytes(18).toString('hex') }, botCalls: [], botEvents: [] };
  const plan = natsPlan({ folder: path.join(folder, 'nats'), port: await freePort(), access });
  const server = await launchServer(plan);
  ends.push(() => server.stop());
  return { NATS_URL: plan.url, NATS_USER: 'service', NATS_PASSWORD: password };
}

async function makeChannel(nats) {
  const connection = await connectNats({ url: nats.NATS_URL, user: nats.NATS_USER, password: nats.NATS_PASSWORD, name: 'bench' });
  const kv = await new Kvm(connection).create(KV_BUCKET, { history: 1 });
  await kv.put(kvKeys.channel(channel.channelId), JSON.stringify(channel));
  await connection.close();
}

/** @returns the edge's port and process, and what it says of itself */
export async function startRadio(folder, { ends, maxListeners, cpuProf }) {
  const nats = await startNats(folder, ends);
  await makeChannel(nats);
  const port = await freePort();
  const env = { PATH: process.env.PATH, ...nats, LOG_LEVEL: 'warn', DATA_DIR: path.join(folder, 'data'), SERVICE_INSTANCE: 'bench' };
  mkdirSync(env.DATA_DIR, { recursive: true });
  const app = (name) => path.join(root, 'apps', name, 'dist/main.js');
  start(ends, process.execPath, [app('mixer')], { env });
  const profile = cpuProf === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${path.resolve(cpuProf)}`];
  const edge = start(ends, process.execPath, [...profile, app('edge')], {
    env: { ...env, EDGE_PORT: String(port), BIND_ADDRESS: '127.0.0.1', EDGE_MAX_LISTENERS: String(maxListeners), EDGE_DRAIN_SECONDS: '0' },
  });
  favour(edge.pid);
  const ask = (address) => fetch(`http://127.0.0.1:${port}${address}`);
  await waitUntil('programme at the edge', async () => (await ask('/health').catch(() => undefined))?.status === 200);
  const figures = async () => {
    const text = await (await ask('/metrics')).text();
    return Object.fromEntries([...text.matchAll(/^longwave_edge_(\S+) (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]));
  };
  return { port, edgePid: edge.pid, figures };
}

// How long from the command to the first sound: `node tools/bench/start.mjs --out result.json`.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LiquidsoapRadio, requirePeer } from './lib/liquidsoap.mjs';
import { testing } from './lib/longwave.mjs';
import { readOptions } from './lib/options.mjs';
import { machine, rounded, table, writeResults } from './lib/report.mjs';

const options = readOptions({ runs: 3, out: undefined });
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const hz = 330;
requirePeer();

/** Tries to listen until somebody answers, then waits for a sound. @returns seconds since `beganAt` */
async function firstHeard(url, beganAt) {
  let capture;
  await testing.waitFor(async () => {
    capture = testing.listen(url);
    await testing.waitFor(() => capture.answeredAt !== undefined || capture.closedAt !== undefined, { timeoutMs: 2_000, everyMs: 5 });
    if (capture.status === 200) return true;
    capture.hangUp();
    return false;
  }, { timeoutMs: 120_000, everyMs: 20, what: 'an answer' });
  await testing.waitFor(() => capture.byteCount > 0, { timeoutMs: 60_000, everyMs: 5, what: 'a byte' });
  const since = (at) => rounded((at - beganAt) / 1000, 2);
  const byte = since(capture.arrivals[0].at);
  const sound = await capture.heard(testing.anySound(), { timeoutMs: 60_000 });
  const music = await capture.heard(testing.tone(hz), { timeoutMs: 60_000 });
  capture.hangUp();
  return { firstByte: byte, firstSound: since(sound.at), firstMusic: since(music.at) };
}

/** `npm start` in this clone, everything installed and built, until it is heard; then ended politely. */
async function startStation(folder, musicDir) {
  const ports = { GATEWAY_PORT: await testing.freePort(), EDGE_PORT: await testing.freePort(), HARBOR_PORT: await testing.freePort() };
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, BIND_ADDRESS: '127.0.0.1', DATA_DIR: folder, MUSIC_DIR: musicDir };
  for (const [name, port] of Object.entries(ports)) env[name] = String(port);
  const beganAt = performance.now();
  // A group of its own: npm does not hand every signal on to what it runs.
  const child = spawn('npm', ['start'], { cwd: root, env, stdio: 'ignore', detached: true });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  try {
    return await firstHeard(`http://127.0.0.1:${ports.EDGE_PORT}/radio`, beganAt);
  } finally {
    process.kill(-child.pid, 'SIGTERM');
    await gone;
  }
}

async function startPeer(folder, musicDir) {
  const beganAt = performance.now();
  const starting = LiquidsoapRadio.start({ folder, musicDir, listeners: 20 });
  const radio = await starting;
  try {
    return await firstHeard(radio.url(), beganAt);
  } finally {
    await radio.stop();
  }
}

async function run() {
  const folder = testing.tempFolder('start');
  const musicDir = testing.tempFolder('start-music');
  await testing.makeTone({ path: path.join(musicDir, 'Alpha.flac'), hz, seconds: 120, tags: { title: 'Alpha' } });
  const rows = [];
  for (let i = 0; i < options.runs; i++) {
    const data = path.join(folder, `data-${i}`);
    rows.push({ what: 'npm start, empty data folder', ...(await startStation(data, musicDir)) });
    rows.push({ what: 'npm start, again', ...(await startStation(data, musicDir)) });
    rows.push({ what: 'Liquidsoap and Icecast', ...(await startPeer(path.join(folder, `peer-${i}`), musicDir)) });
  }
  return rows;
}

const before = machine();
const rows = await run();
console.log(`seconds from the command\n\n${table(rows)}`);
writeResults(options.out, { bench: 'start', options, machine: before, rows });
process.exit(0);

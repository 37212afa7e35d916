// The same kills for Liquidsoap and Icecast: `node tools/bench/failover-peer.mjs --out result.json`.
import path from 'node:path';
import { audio, testing } from './lib/longwave.mjs';
import { LiquidsoapRadio, requirePeer } from './lib/liquidsoap.mjs';
import { delay, randomFrom, readOptions } from './lib/options.mjs';
import { codedMusic } from './lib/radio.mjs';
import { machine, rounded, table, writeResults } from './lib/report.mjs';
import { StubbornListener } from './lib/stubborn-listener.mjs';

const options = readOptions({ listeners: 300, faults: 20, seed: 1, out: undefined });
requirePeer();

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Where in the music a connection began and ended. */
async function placesOf(pieces) {
  const pcm = await testing.decodeToPcm(Buffer.concat(pieces)).catch(() => new Float32Array());
  const runs = ['low', 'high'].flatMap((band) => audio.timecodeRuns(audio.readTimecode(pcm, band)).map((run) => ({ band, ...run }))).sort((a, b) => a.fromSeconds - b.fromSeconds);
  const [first, last] = [runs[0], runs.at(-1)];
  return { seconds: pcm.length / 96_000, from: first && `${first.band} ${rounded(first.fromPosition, 1)} s`, to: last && `${last.band} ${rounded(last.toPosition, 1)} s` };
}

function judge(fault, i, faults, listeners) {
  const until = faults[i + 1]?.at ?? Infinity;
  const losses = listeners.flatMap((listener) => listener.losses.filter(({ at }) => at >= fault.at && at < until));
  const back = losses.filter(({ backAt }) => backAt !== undefined).map(({ backAt }) => backAt - fault.at);
  return { fault: 'SIGKILL', socketsLost: losses.length, cameBack: back.length, firstBackMs: rounded(Math.min(...back)), medianBackMs: rounded(median(back)), lastBackMs: rounded(Math.max(...back)) };
}

async function run() {
  const folder = testing.tempFolder('peer');
  const musicDir = path.join(folder, 'music');
  await codedMusic(musicDir, { low: 190, high: 190 });
  const radio = await LiquidsoapRadio.start({ folder: path.join(folder, 'run'), musicDir, listeners: options.listeners });
  try {
    const listeners = Array.from({ length: options.listeners }, (_, i) => new StubbornListener(radio.url(), { keeps: i === 0 }));
    await testing.waitFor(() => listeners.every(({ bytes }) => bytes > 0), { timeoutMs: 15_000, what: 'sound for everybody' });
    const random = randomFrom(options.seed);
    const faults = [];
    await delay(5_000);
    for (let i = 0; i < options.faults; i++) {
      faults.push(radio.kill());
      process.stderr.write(`${i + 1}/${options.faults} `);
      await delay(8_000 + random() * 4_000);
    }
    for (const listener of listeners) listener.stop();
    const connections = [];
    for (const pieces of listeners[0].connections) connections.push(await placesOf(pieces));
    return { kills: faults.map((fault, i) => judge(fault, i, faults, listeners)), connections };
  } finally {
    await radio.stop();
  }
}

const before = machine();
const { kills, connections } = await run();
const total = {
  listeners: options.listeners, faults: kills.length, socketsLost: kills.reduce((sum, { socketsLost }) => sum + socketsLost, 0),
  medianBackMs: median(kills.map(({ medianBackMs }) => medianBackMs)), lastBackMs: Math.max(...kills.map(({ lastBackMs }) => lastBackMs)),
};
console.log(`\nLiquidsoap and Icecast, kill -9 of Liquidsoap\n\n${table(kills)}\n\nwhat one listener heard, connection by connection\n\n${table(connections.map(({ seconds, from, to }) => ({ seconds: rounded(seconds, 1), from, to })))}\n\n${table([total])}`);
writeResults(options.out, { bench: 'failover-peer', options, machine: before, total, kills, connections });
process.exit(0);

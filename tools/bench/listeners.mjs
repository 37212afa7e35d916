// Many listeners on our edge, beside Icecast with the same stream in the same run: what they cost, and what listeners get.
//
//   node tools/bench/listeners.mjs [--listeners 10000] [--seconds 120] [--stalled 200] [--rate 1000] [--only edge|icecast]
//                                  [--out listeners.json] [--cpu-prof folder]
//
// Needs the build (`npm run build`), nats-server, cc and, for the comparison, icecast2. Runs on Linux alone. The sound is
// the mixer's noise: a real mixer, NATS and edge; Icecast is fed what the edge sends to a monitor, byte by byte.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeResults } from './lib/report.mjs';
import { compileClient, runClient } from './listeners/client.mjs';
import { startIcecast } from './listeners/icecast.mjs';
import { startRadio } from './listeners/radio.mjs';
import { machine, table } from './listeners/report.mjs';

const { values } = parseArgs({
  options: {
    listeners: { type: 'string', default: '10000' }, seconds: { type: 'string', default: '120' }, stalled: { type: 'string', default: '200' },
    rate: { type: 'string', default: '1000' }, only: { type: 'string' }, out: { type: 'string' }, 'cpu-prof': { type: 'string' },
  },
});
const plan = { listeners: Number(values.listeners), seconds: Number(values.seconds), stalled: Number(values.stalled), rate: Number(values.rate) };
const folder = mkdtempSync(path.join(os.tmpdir(), 'longwave-bench-'));
const ends = [() => rmSync(folder, { recursive: true, force: true })];

async function main() {
  const client = compileClient(folder);
  const radio = await startRadio(folder, { ends, maxListeners: plan.listeners + 100, cpuProf: values['cpu-prof'] });
  const reference = { port: radio.port, path: '/radio?burst=0' };
  const results = {};
  if (values.only !== 'icecast') {
    console.log(`${plan.listeners} listeners on the edge …`);
    results.edge = await runClient(client, { ...plan, port: radio.port, path: '/radio', reference, pid: radio.edgePid });
    results.edge.server = await radio.figures();
  }
  if (values.only !== 'edge') {
    const icecast = await startIcecast(folder, { ends, listeners: plan.listeners, reference });
    if (!icecast) console.log('icecast2 is not installed: no comparison');
    else {
      console.log(`${plan.listeners} listeners on Icecast …`);
      results.icecast = await runClient(client, { ...plan, port: icecast.port, path: '/radio', reference, pid: icecast.pid });
      results.icecast.server = await icecast.figures();
    }
  }
  const report = { bench: 'listeners', at: new Date().toISOString(), machine: machine(), plan, results };
  writeResults(values.out, report);
  console.log(table(report));
}

async function endAll() {
  for (const end of ends.splice(0).reverse()) await end();
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void endAll().then(() => process.exit(1)));
if (!existsSync('/proc/self/stat')) throw new Error('this bench reads /proc, which is there on Linux alone');
await main().finally(endAll);
process.exit(0);

// The lab itself, in namespaces of its own: see cluster.mjs.
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { faults } from './faults.mjs';
import { Lab } from './lab.mjs';
import { measure } from './measure.mjs';
import { printRow, printSummary, summaryOf } from './report.mjs';

const settings = JSON.parse(process.argv[2]);
const wanted = settings.faults.split(',').filter(Boolean);
const chosen = wanted.length === 0 ? faults : faults.filter(({ id }) => wanted.includes(id));
const unknown = wanted.filter((id) => !faults.some((fault) => fault.id === id));
const results = [];

/** Does one thing to the cluster while listeners record. */
async function run(lab, fault, round) {
  await lab.listen();
  const beganMs = performance.now();
  const crashesBefore = lab.programs.flatMap(({ crashes }) => crashes).length;
  const made = await fault.make(lab, round);
  let troubles = [];
  const well = await lab.wellAgain(60_000).catch(async () => {
    troubles = await lab.troubles();
    return undefined;
  });
  await delay(3_000);
  const endMs = performance.now();
  const recorders = await lab.stopListening();
  const crashes = lab.programs.flatMap((program) => program.crashes).slice(crashesBefore);
  return measure({ fault, round, made, recorders, watch: lab.watch, beganMs, endMs, well, troubles, crashes });
}

function finish(code) {
  if (results.length > 0) {
    const summary = summaryOf(chosen, results);
    printSummary(summary);
    const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), node: process.version };
    if (settings.out) writeFileSync(settings.out, `${JSON.stringify({ at: new Date().toISOString(), machine, summary, results }, null, 1)}\n`);
    if (summary.some(({ failed }) => failed > 0)) process.exit(Math.max(1, code));
  }
  process.exit(code);
}

process.on('SIGINT', () => finish(130));
process.on('unhandledRejection', (error) => {
  console.error(error);
  finish(1);
});
if (unknown.length > 0) {
  console.error(`no such fault: ${unknown.join(', ')}; there are ${faults.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}
const lab = new Lab({ folder: settings.folder, listeners: Number(settings.listeners), searchPath: process.env.PATH });
console.log('three NATS servers, three mixers, three edges: starting');
await lab.start();
console.log('all is well; now it is taken apart');
for (let round = 0; round < Number(settings.rounds); round += 1) {
  for (const fault of chosen) {
    const result = await run(lab, fault, round);
    results.push(result);
    printRow(result);
    // What is not well after a minute would spoil what comes next.
    if (result.wellAfterSeconds === undefined) finish(1);
  }
}
finish(0);

// What listeners notice when mixers die: `node tools/bench/failover.mjs --scenario kill --out result.json`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { judgeRun } from './lib/judge.mjs';
import { testing } from './lib/longwave.mjs';
import { delay, randomFrom, readOptions } from './lib/options.mjs';
import { Radio, codedMusic, gatherCrowd } from './lib/radio.mjs';
import { machine, rounded, table, writeResults } from './lib/report.mjs';
import { scenarios } from './lib/scenarios.mjs';
import { summaryRow, turned } from './lib/summary.mjs';


const options = readOptions({ scenario: 'kill', listeners: 300, monitors: 5, faults: 20, seed: 1, out: undefined, keep: undefined });
const names = options.scenario.split(',');
for (const name of names) if (!scenarios[name]) throw new Error(`--scenario is one or more, with commas, of ${Object.keys(scenarios).join(', ')}`);

async function run(scenario) {
  const folder = testing.tempFolder('failover');
  await codedMusic(path.join(folder, 'music'), scenario.tracks);
  const radio = await Radio.start({ mixers: scenario.mixers, musicDir: path.join(folder, 'music') });
  try {
    const bus = radio.record();
    const setUp = (await scenario.begin?.({ radio, folder })) ?? {};
    await testing.waitFor(() => bus.messages.length > 60, { what: 'six seconds of frames' });
    const crowd = await gatherCrowd(radio.station, options);
    const faults = [];
    const random = randomFrom(options.seed);
    await delay(5_000);
    for (let i = 0; i < options.faults; i++) {
      faults.push(await scenario.fault({ radio, random }));
      process.stderr.write(`${i + 1}/${options.faults} `);
    }
    await delay(8_000);
    for (const listener of [...crowd.players, ...crowd.monitors]) listener.stop();
    await setUp.end?.();
    const { takeovers, total } = await judgeRun({ radio, crowd, faults, tracks: scenario.coded });
    return { takeovers, total, bytes: crowd.monitored.stream() };
  } finally {
    await radio.stop();
  }
}

function print({ scenario, takeovers, total }) {
  const at = (value, seconds) => (seconds === undefined ? value : `${value} @${seconds}`);
  console.log(`\n${scenario}: ${scenarios[scenario].what}\n`);
  console.log(table(takeovers.map((one) => ({
    at: `${rounded(one.atSeconds, 1)} s`, fault: one.fault, fade: one.inCrossfade ? 'yes' : '', 'first frame ms': one.toFirstFrameMs, 'silent ms': one.silentMs, 'caught up ms': one.caughtUpMs,
    'bus jump': one.busJumpSamples, 'shift ms': one.shiftMs, filler: one.fillerPackets, again: one.codedAgainPackets,
    'slips ms': one.slipsMs.map(({ band, kind, ms }) => `${band} ${kind} ${ms}`).join(', '), 'exact shift': Object.entries(one.shiftSamples).map((shift) => shift.join(' ')).join(', '), 'step dBFS': at(one.stepDbfs, one.stepAtSeconds), 'hole dB': at(one.holeDb, one.holeAtSeconds),
  }))));
  console.log(`\n${table(Object.entries(total).map(([what, value]) => ({ what, value: typeof value === 'object' ? JSON.stringify(value).slice(0, 300) : value })))}`);
}

const results = [];
for (const scenario of names) {
  const before = machine();
  const { bytes, ...result } = await run(scenarios[scenario]);
  results.push({ scenario, what: scenarios[scenario].what, machine: before, ...result });
  print(results.at(-1));
  if (options.keep) writeFileSync(options.keep.replace('.ogg', `-${scenario}.ogg`), bytes);
  // After each: a run that is cut short still leaves what it has.
  writeResults(options.out, { bench: 'failover', options, results });
}
console.log(`\n${table(turned(results.map(summaryRow)))}`);
process.exit(0);

// What listeners notice when mixers die: `node tools/bench/failover.mjs --scenario kill --out result.json`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { judgeRun } from './lib/judge.mjs';
import { testing } from './lib/longwave.mjs';
import { delay, randomFrom, readOptions } from './lib/options.mjs';
import { Radio, codedMusic, gatherCrowd } from './lib/radio.mjs';
import { machine, rounded, table, writeResults } from './lib/report.mjs';
import { scenarios } from './lib/scenarios.mjs';

const options = readOptions({ scenario: 'kill', listeners: 300, monitors: 5, faults: 20, seed: 1, out: undefined, keep: undefined });
const scenario = scenarios[options.scenario];
if (!scenario) throw new Error(`--scenario is one of ${Object.keys(scenarios).join(', ')}`);

async function run() {
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
    return { ...(await judgeRun({ radio, crowd, faults, tracks: scenario.coded })), bytes: crowd.common.stream() };
  } finally {
    await radio.stop();
  }
}

const before = machine();
const { takeovers, total, bytes } = await run();
if (options.keep) writeFileSync(options.keep, bytes);
console.log(`\n${options.scenario}: ${scenario.what}\n`);
console.log(table(takeovers.map((one) => ({
  at: `${rounded(one.atSeconds, 1)} s`, fault: one.fault, fade: one.inCrossfade ? 'yes' : '', 'first frame ms': one.toFirstFrameMs, 'silent ms': one.silentMs, 'caught up ms': one.caughtUpMs,
  'bus jump': one.busJumpSamples, 'shift ms': one.shiftMs, filler: one.fillerPackets, again: one.codedAgainPackets, 'slips ms': one.slipsMs.map(({ band, ms }) => `${band} ${ms}`).join(' '), step: `${one.stepDbfs} @${one.stepAtSeconds}`, hole: `${one.holeDb}${one.holeAtSeconds === undefined ? '' : ` @${one.holeAtSeconds}`}`,
}))));
console.log('');
console.log(table(Object.entries(total).map(([what, value]) => ({ what, value: typeof value === 'object' ? JSON.stringify(value).slice(0, 300) : value }))));
writeResults(options.out, { bench: 'failover', options, machine: before, total, takeovers });
process.exit(0);

// Puts results into docs/performance.md: `node tools/bench/write-performance.mjs /tmp/bench/*.json`. Files of other benches, and
// those of none, are passed over.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rounded, table } from './lib/report.mjs';
import { summaryRow, turned } from './lib/summary.mjs';

const page = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../docs/performance.md');
const benches = new Set(['failover', 'failover-peer', 'start']);
const files = process.argv.slice(2).map(read).filter((file) => benches.has(file?.bench));
if (files.length === 0) {
  console.error('none of these files is a result of failover, failover-peer or start');
  process.exit(2);
}
const of = (bench) => files.filter((file) => file.bench === bench);

/** @returns undefined for what is no JSON: a tsconfig may have comments */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function failover() {
  const results = of('failover').flatMap(({ results: all }) => all);
  const names = results.map(({ scenario, what }) => `- **${scenario}**: ${what}`);
  return results.length === 0 ? undefined : `${table(turned(results.map(summaryRow)))}\n\n${names.join('\n')}`;
}

function peer() {
  const [{ total, connections, kills } = {}] = of('failover-peer');
  if (!total) return undefined;
  const seconds = (ms) => `${rounded(ms / 1000, 1)} s`;
  const firstBack = kills.map(({ firstBackMs }) => firstBackMs);
  const again = connections.slice(1).map(({ from }) => from);
  return table([{
    'faults': total.faults, 'sockets lost': `${total.socketsLost} of ${total.listeners * total.faults}`, 'until the mount is back': `${seconds(Math.min(...firstBack))} to ${seconds(Math.max(...firstBack))}`,
    'until a listener has sound again, median · most': `${seconds(total.medianBackMs)} · ${seconds(total.lastBackMs)}`, 'where the music goes on': [...new Set(again)].slice(0, 3).join(', '),
  }]);
}

function start() {
  const rows = of('start').flatMap(({ rows: all }) => all);
  const kinds = [...new Set(rows.map(({ what }) => what))];
  const range = (values) => `${Math.min(...values)} to ${Math.max(...values)}`;
  const lines = kinds.map((what) => {
    const same = rows.filter((row) => row.what === what);
    return { what, runs: same.length, 'first byte': range(same.map(({ firstByte }) => firstByte)), 'first sound': range(same.map(({ firstSound }) => firstSound)), 'the music': range(same.map(({ firstMusic }) => firstMusic)) };
  });
  return lines.length === 0 ? undefined : table(lines);
}

function machine() {
  const all = files.flatMap((file) => file.results?.map((result) => result.machine) ?? [file.machine]);
  const [first] = all;
  if (!first) return undefined;
  const loads = all.map(({ load }) => load[0]);
  return `${first.cores} cores of ${first.cpu}, ${first.memoryGb} GB, Linux ${first.kernel}, Node.js ${first.node}, ${first.ffmpeg?.split(' Copyright')[0]}; ${all.map(({ at }) => at.slice(0, 10)).sort()[0]}. Load when the runs began: ${Math.min(...loads)} to ${Math.max(...loads)}. Servers, encoders and all listeners share these cores.`;
}

let text = readFileSync(page, 'utf8');
for (const [name, made] of Object.entries({ failover: failover(), peer: peer(), start: start(), machine: machine() })) {
  if (made === undefined) continue;
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < 0) throw new Error(`${page} has no place for ${name}`);
  text = `${text.slice(0, from + begin.length)}\n${made}\n${text.slice(to)}`;
}
writeFileSync(page, text);

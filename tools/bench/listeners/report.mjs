import os from 'node:os';

/** Where it ran. */
export function machine() {
  const [cpu] = os.cpus();
  return { cpu: cpu.model, cores: os.cpus().length, memoryGb: Math.round(os.totalmem() / 2 ** 30), system: `${os.type()} ${os.release()}`, node: process.version };
}

const rows = [
  ['CPU, % of a core', (one) => one.cpuPercent.toFixed(1)],
  ['of that in the kernel', (one) => one.cpuInKernelPercent.toFixed(1)],
  ['memory (PSS), MB', (one) => one.memoryMb],
  ['first byte, median / p99, s', ({ heard }) => `${heard.firstByteSeconds.median.toFixed(3)} / ${heard.firstByteSeconds.p99.toFixed(3)}`],
  ['pages late, median / p99 / p99.9 / max, s', ({ heard }) => ['median', 'p99', 'p999', 'max'].map((key) => heard.lateSeconds[key].toFixed(2)).join(' / ')],
  ['pages late by more than 1 s', ({ heard }) => `${heard.pagesLateOver1s} of ${heard.pages}`],
  ['longest pause of anybody, s', ({ heard }) => heard.longestPauseSeconds.toFixed(2)],
  ['pages missed / twice', ({ heard }) => `${heard.missedPages} / ${heard.repeatedPages}`],
  ['turned away', ({ heard }) => heard.refused],
  ['listeners who heard / were dropped, though they read', ({ heard }) => `${heard.heard} / ${heard.readersDropped}`],
  ['of those who stopped reading, dropped', ({ heard }) => heard.stalledDropped],
  ['CPU of the client / of everything else, % of a core', (one) => `${one.clientCpuPercent.toFixed(1)} / ${one.othersCpuPercent.toFixed(1)}`],
  ['load average before / after', (one) => `${one.loadBefore.toFixed(2)} / ${one.loadAfter.toFixed(2)}`],
];

/** The figures as a table in Markdown. */
export function table({ at, machine: { cpu, cores, node }, plan, results }) {
  const names = Object.keys(results);
  const lines = rows.map(([title, cell]) => `| ${title} | ${names.map((name) => cell(results[name])).join(' | ')} |`);
  return [
    `\n${plan.listeners} listeners, ${plan.rate} a second, for ${plan.seconds} s, ${plan.stalled} of them stop reading. ${cpu}, ${cores} cores, Node ${node}, ${at}\n`,
    `| | ${names.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(names.length)}`,
    ...lines,
    '',
  ].join('\n');
}

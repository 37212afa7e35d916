// A line for each scenario, as docs/performance.md shows them.
import { rounded } from './report.mjs';

const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const finite = (values) => values.filter(Number.isFinite);
const most = (values) => (values.length === 0 ? '–' : rounded(Math.max(...values)));
const spread = (values) => (values.length === 0 ? '–' : `${rounded(middle(values))} · ${rounded(Math.max(...values))}`);

/** What became of one scenario. */
export function summaryRow({ scenario, takeovers, total }) {
  return {
    scenario,
    'faults': total.faults,
    'sockets lost': `${total.socketsLost} of ${total.listeners + total.monitors}`,
    'players run dry': total.playersRunDry,
    'least buffer': `${total.leastBufferSeconds} s`,
    'filler': `${total.fillerPackets * 20} ms`,
    'no frames, median · most': `${spread(finite(takeovers.map(({ silentMs }) => silentMs)))} ms`,
    'caught up, most': `${most(finite(takeovers.map(({ caughtUpMs }) => caughtUpMs)))} ms`,
    'missing': `${total.missingMs} ms`,
    'repeated': `${total.repeatedMs} ms`,
    'at the splices, most': `${most(takeovers.flatMap(({ shiftSamples }) => finite(Object.values(shiftSamples).map(Math.abs))))} samples`,
    'largest step': `${total.largestStepDbfs} dBFS`,
    'deepest hole': `${total.deepestHoleDb} dB`,
  };
}

/** Rows as columns: a scenario has more figures than a page is wide. */
export function turned(rows) {
  const [first, ...others] = rows;
  return Object.keys(first ?? {}).slice(1).map((what) => ({ '': what, ...Object.fromEntries([first, ...others].map((row) => [row.scenario, row[what]])) }));
}

/** Longer than this, it is told what took so long. */
const SLOW_SECONDS = 10;
const pad = (text, width) => String(text).padEnd(width);

/** One line for one fault, as it is done. */
export function printRow(result) {
  const { fault, round, who = '', socketsLost, fillerSeconds, fillerApartSeconds, missing, repeated, trackJumpSeconds, mixed, leastHeldSeconds, largestStepDbfs, wellAfterSeconds, lastTroubles = [], wrong } = result;
  const filler = fillerApartSeconds === undefined ? `${fillerSeconds}` : `${fillerSeconds} (apart ${fillerApartSeconds})`;
  console.log(
    `${pad(round, 3)}${pad(fault, 18)}${pad(who, 34)} lost ${socketsLost}  filler ${pad(filler, 20)} missing ${missing} repeated ${repeated} jump ${trackJumpSeconds} mixed ${mixed}  held ${leastHeldSeconds} s  step ${largestStepDbfs} dBFS  well after ${wellAfterSeconds ?? 'never'} s`,
  );
  if (wellAfterSeconds > SLOW_SECONDS) console.log(`     last to be well: ${lastTroubles.join('; ')}`);
  for (const one of wrong) console.log(`     ! ${one}`);
}

const max = (list, key) => list.reduce((largest, one) => Math.max(largest, one[key] ?? largest), Number.NEGATIVE_INFINITY);
const worst = (list, key) => (list.some((one) => one[key] !== undefined) ? max(list, key) : undefined);

/** The worst of all rounds, for each fault. */
export function summaryOf(faults, results) {
  return faults.flatMap(({ id, title, expected }) => {
    const own = results.filter(({ fault }) => fault === id);
    if (own.length === 0) return [];
    return [{
      fault: id, title, expected, times: own.length,
      listeners: own.reduce((sum, { listeners }) => sum + listeners, 0),
      socketsLost: own.reduce((sum, { socketsLost }) => sum + socketsLost, 0),
      fillerSeconds: max(own, 'fillerSeconds'), fillerApartSeconds: worst(own, 'fillerApartSeconds'),
      missing: max(own, 'missing'), repeated: max(own, 'repeated'), trackJumpSeconds: max(own, 'trackJumpSeconds'), mixed: max(own, 'mixed'),
      leastHeldSeconds: -max(own.map(({ leastHeldSeconds }) => ({ held: -leastHeldSeconds })), 'held'),
      largestStepDbfs: max(own, 'largestStepDbfs'), wellAfterSeconds: max(own, 'wellAfterSeconds'),
      failed: own.filter(({ wrong }) => wrong.length > 0).length,
    }];
  });
}

/** The table, as it stands in the documents. */
export function printSummary(summary) {
  console.log('\n| Fault | Times | Sockets lost | Filler, s (worst) | Missing / repeated samples | Jump in the track, s | Two owners mixed | Least held by a player, s | Largest step, dBFS | Well after, s | As expected |');
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const row of summary) {
    const filler = row.fillerApartSeconds === undefined ? row.fillerSeconds : `${row.fillerSeconds}; at the edge apart ${row.fillerApartSeconds}`;
    console.log(`| ${row.title} | ${row.times} | ${row.socketsLost} of ${row.listeners} | ${filler} | ${row.missing} / ${row.repeated} | ${row.trackJumpSeconds} | ${row.mixed === 0 ? 'never' : `${row.mixed} times`} | ${row.leastHeldSeconds} | ${row.largestStepDbfs} | ${row.wellAfterSeconds} | ${row.times - row.failed} of ${row.times} |`);
  }
}

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { judgeStretches, leastHeldSeconds, longestSilenceSeconds, stretchesOf } from './judge-recording.mjs';

const { findSlips, largestStepDbfs, readTimecode } = createRequire(import.meta.url)('@longwave/audio');

/** Tones under 500 Hz at −12 dBFS: a larger step between two samples is a click. */
export const CLICK_DBFS = -30;
/** The time code is read to about 2 ms; more than this is missing or comes twice. */
const SLIP_SECONDS = 0.02;

/** Decodes a stream as a player would: 48 kHz, stereo, 32-bit float. */
function decode(bytes) {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', ['-v', 'error', '-f', 'ogg', '-i', 'pipe:0', '-f', 'f32le', '-ac', '2', '-ar', '48000', 'pipe:1'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const pieces = [];
    child.stdout.on('data', (piece) => pieces.push(piece));
    child.on('error', reject);
    child.on('close', () => {
      const all = Buffer.concat(pieces);
      const copy = new Uint8Array(all.length - (all.length % 8));
      copy.set(all.subarray(0, copy.length));
      resolve(new Float32Array(copy.buffer));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(Buffer.concat(bytes));
  });
}

/** Places where the track itself does not go on as time does, by listening: `{atSeconds, jumpSeconds, band}`. */
function slipsOf(pcm) {
  return ['low', 'high'].flatMap((band) =>
    findSlips(readTimecode(pcm, band))
      .filter(({ jumpSeconds }) => Math.abs(jumpSeconds) > SLIP_SECONDS)
      .map(({ beforeSeconds, jumpSeconds }) => ({ band, atSeconds: round(beforeSeconds), jumpSeconds: round(jumpSeconds) })),
  );
}

/** What is only looked at for one listener of each edge, since it has to be decoded. */
async function soundOf(recorder) {
  if (!recorder.keepsBytes || recorder.bytes.length === 0) return {};
  const pcm = await decode(recorder.bytes);
  return { largestStepDbfs: round(largestStepDbfs(pcm)), slips: slipsOf(pcm) };
}

async function ofListener(recorder, frames, endMs) {
  const stretches = stretchesOf(recorder.packets, frames);
  const heard = judgeStretches(stretches);
  const origin = recorder.packets[0]?.position ?? 0;
  return {
    edge: recorder.edge, closed: recorder.closed?.reason, faults: recorder.faults.slice(0, 5), ...heard,
    leastHeldSeconds: round(leastHeldSeconds(recorder.packets, endMs)), ...(await soundOf(recorder)),
    stretches: recorder.keepsBytes ? stretches.map((one) => ({ ...one, position: (one.position - origin) / 48_000, packets: one.packets, atMs: undefined })) : undefined,
  };
}

const round = (number) => Math.round(number * 100) / 100;
const most = (list, value) => list.reduce((max, one) => Math.max(max, value(one) ?? max), 0);

/** What is wrong with a result, against what the fault may do. */
function failures({ fault, made, listeners, well, troubles, crashes }) {
  const wrong = [];
  for (const { edge, closed, faults, fillerSeconds, missing, repeated, lost, mixed, timelines, leastHeldSeconds: held, largestStepDbfs: step, slips = [] } of listeners) {
    const allowed = made.apart?.includes(edge) ? (fault.fillerApart ?? 0) : fault.filler;
    if (closed !== undefined) wrong.push(`${edge}: socket closed (${closed})`);
    if (faults.length > 0 || lost > 0) wrong.push(`${edge}: stream not whole (${faults[0] ?? `${lost} samples`})`);
    if (fillerSeconds > allowed) wrong.push(`${edge}: ${round(fillerSeconds)} s of filler, ${allowed} allowed`);
    if (missing > 960 || repeated > 960) wrong.push(`${edge}: ${missing} samples missing, ${repeated} repeated`);
    for (const { atSeconds, jumpSeconds } of slips) wrong.push(`${edge}: the track jumps by ${jumpSeconds} s at ${atSeconds} s`);
    if (mixed > 0) wrong.push(`${edge}: an older owner heard after a newer one, ${mixed} times`);
    if (timelines > 1) wrong.push(`${edge}: the count began anew`);
    if (held < 0) wrong.push(`${edge}: a player ran dry for ${-held} s`);
    if (step !== undefined && step > CLICK_DBFS) wrong.push(`${edge}: a step of ${step} dBFS`);
  }
  if (well === undefined) wrong.push(`not well again: ${troubles.join('; ')}`);
  for (const { name, reason } of crashes) wrong.push(`${name} ended by itself (${reason})`);
  return [...new Set(wrong)];
}

/** Everything that is told of one fault in one round. */
export async function measure({ fault, round: number, made, recorders, watch, beganMs, endMs, well, troubles, crashes }) {
  const listeners = [];
  for (const recorder of recorders) listeners.push(await ofListener(recorder, watch.frames, endMs));
  const apart = listeners.filter(({ edge }) => made.apart?.includes(edge));
  const rest = listeners.filter(({ edge }) => !made.apart?.includes(edge));
  return {
    fault: fault.id, title: fault.title, expected: fault.expected, round: number + 1, ...made,
    listeners: listeners.length,
    socketsLost: listeners.filter(({ closed }) => closed !== undefined).length,
    fillerSeconds: round(most(rest, ({ fillerSeconds }) => fillerSeconds)),
    fillerApartSeconds: apart.length === 0 ? undefined : round(most(apart, ({ fillerSeconds }) => fillerSeconds)),
    missing: most(listeners, ({ missing }) => missing),
    repeated: most(listeners, ({ repeated }) => repeated),
    trackJumpSeconds: most(listeners, ({ slips = [] }) => most(slips, ({ jumpSeconds }) => Math.abs(jumpSeconds))),
    mixed: most(listeners, ({ mixed }) => mixed),
    leastHeldSeconds: listeners.reduce((least, { leastHeldSeconds: held }) => Math.min(least, held), 99),
    largestStepDbfs: listeners.reduce((largest, { largestStepDbfs: step }) => Math.max(largest, step ?? largest), -99),
    silenceSeconds: Object.fromEntries([...new Set(watch.messages.map(({ node }) => node))].sort().map((node) => [node, round(longestSilenceSeconds(watch.messages, node, beganMs, endMs))])),
    wellAfterSeconds: well && round(well.afterSeconds),
    lastTroubles: well?.last,
    wrong: failures({ fault, made, listeners, well, troubles, crashes }),
    events: watch.events.map(({ key: _key, atMs, ...event }) => ({ atSeconds: round((atMs - beganMs) / 1000), ...event })),
    heard: listeners,
  };
}

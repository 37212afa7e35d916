// What listeners heard of each fault, and in all.
import { audio, testing } from './longwave.mjs';
import { rounded } from './report.mjs';

/** Sound around a fault that is looked at: before it, and after it until this or the next fault. */
const BEFORE_SECONDS = 2;
const AFTER_SECONDS = 8;
/** Of a channel that nobody has changed. */
const CROSSFADE_SAMPLES = 4 * 48_000;

/** One line for each change of owner. */
export function judgeTakeovers({ bus, heard, slips, faults, radio, runs }) {
  return bus.takeovers().map((takeover, i, all) => {
    const at = heard.secondsOf(takeover.oldEndSample);
    const next = all[i + 1] ? heard.secondsOf(all[i + 1].oldEndSample) - BEFORE_SECONDS : Infinity;
    const [from, to] = [Math.max(0, at - BEFORE_SECONDS), Math.min(at + AFTER_SECONDS, next, heard.sound.seconds)];
    const part = heard.sound.slice(from, to);
    const isHere = (seconds) => seconds > from && seconds <= to;
    const fault = faults.findLast((one) => one.at <= takeover.firstFrameAt);
    return {
      fault: fault?.signal, instanceId: fault?.instanceId, atSeconds: rounded(at, 2), epoch: takeover.epoch,
      inCrossfade: radio.tracks.some(({ tier, startedAtSample: began }) => tier === 'playlist' && isIn(takeover.oldEndSample, began, began + CROSSFADE_SAMPLES)),
      toFirstFrameMs: rounded(takeover.firstFrameAt - (fault?.at ?? NaN)),
      silentMs: rounded(takeover.silentMs), caughtUpMs: rounded(takeover.caughtUpMs),
      busJumpSamples: takeover.firstSample - takeover.oldEndSample,
      shiftMs: rounded(takeover.shiftMs),
      ...countForeign(heard.foreign.filter(({ fromSample }) => isHere(heard.secondsOf(fromSample)))),
      slipsMs: slips.filter(({ beforeSeconds }) => isHere(beforeSeconds)).map(({ band, kind, jumpSeconds, afterSeconds }) => ({ band, kind, ms: rounded(jumpSeconds * 1000, 1), atSeconds: rounded(afterSeconds - at, 2) })),
      shiftSamples: shiftsAt(heard.sound.pcm, runs, at),
      stepDbfs: rounded(part.largestStepDbfs(), 1), stepAtSeconds: rounded(part.largestStepAt() + from - at, 3),
      holeDb: rounded(part.deepestHoleDb({ windowMs: 20 }), 1), holeAtSeconds: deepestAt(part, from - at),
    };
  });
}

/** By how many samples each track that is heard over a splice jumps there. */
function shiftsAt(pcm, runs, at) {
  const over = runs.filter(({ fromSeconds, toSeconds }) => fromSeconds < at - 0.3 && toSeconds > at + 0.3);
  return Object.fromEntries(over.map((run) => [run.band, rounded(audio.timecodeShiftSamples(pcm, run.band, run, at), 1)]));
}

/** Filler, and programme that the edge coded again to splice it in. */
function countForeign(runs) {
  const fillerPackets = runs.reduce((sum, run) => sum + run.fillerPackets, 0);
  return { fillerPackets, codedAgainPackets: runs.reduce((sum, run) => sum + run.packets, 0) - fillerPackets };
}

function isIn(value, from, to) {
  return value >= from && value < to;
}

/** Where the deepest hole lies that counts as one. */
function deepestAt(part, offset) {
  const [deepest] = part.holes({ windowMs: 20 }).sort((a, b) => b.depthDb - a.depthDb);
  return deepest && rounded(deepest.atSeconds + offset, 2);
}

/** The run as a whole. */
export async function judgeRun({ radio, crowd, faults, tracks }) {
  const heard = await testing.CrowdSound.of(crowd.monitored, radio.bus);
  const slips = testing.trackSlips(heard.sound.pcm, tracks);
  const runs = ['low', 'high'].flatMap((band) => audio.timecodeRuns(audio.readTimecode(heard.sound.pcm, band)).map((run) => ({ band, ...run })));
  const takeovers = judgeTakeovers({ bus: radio.bus, heard, slips, faults, radio, runs });
  const everybody = [...crowd.players, ...crowd.monitors];
  const buffers = crowd.players.map(({ leastBufferSeconds }) => leastBufferSeconds);
  return {
    heard,
    takeovers,
    total: {
      seconds: rounded(heard.sound.seconds, 1),
      listeners: crowd.players.length, monitors: crowd.monitors.length, faults: faults.length, takeovers: takeovers.length,
      socketsLost: everybody.filter(({ closedAt }) => closedAt !== undefined).length,
      listenersWithFaults: everybody.filter((listener) => listener.faults.length > 0).length,
      firstFaults: everybody.flatMap((listener) => listener.faults).slice(0, 5),
      playersRunDry: buffers.filter((seconds) => seconds <= 0).length,
      leastBufferSeconds: rounded(Math.min(...buffers), 2),
      longestPauseMs: rounded(Math.max(...everybody.map(({ longestPauseMs }) => longestPauseMs))),
      ...countForeign(heard.foreign),
      foreignRuns: heard.foreign.map(({ fromSample, ...counts }) => ({ atSeconds: rounded(heard.secondsOf(fromSample), 2), ...counts })).slice(0, 50),
      slips: slips.map(({ band, kind, jumpSeconds, afterSeconds, beforeSeconds }) => ({ band, kind, ms: rounded(jumpSeconds * 1000, 1), afterSeconds: rounded(afterSeconds, 2), beforeSeconds: rounded(beforeSeconds, 2) })),
      missingMs: rounded(slips.filter(({ jumpSeconds }) => jumpSeconds > 0.02).reduce((sum, { jumpSeconds }) => sum + jumpSeconds * 1000, 0)),
      repeatedMs: rounded(slips.filter(({ jumpSeconds }) => jumpSeconds < -0.02).reduce((sum, { jumpSeconds }) => sum - jumpSeconds * 1000, 0)),
      largestStepDbfs: rounded(heard.sound.largestStepDbfs(), 1), largestStepAtSeconds: rounded(heard.sound.largestStepAt(), 3),
      deepestHoleDb: rounded(heard.sound.deepestHoleDb({ windowMs: 20 }), 1),
      twoMixersAtOnce: radio.bus.stragglers().length,
    },
  };
}

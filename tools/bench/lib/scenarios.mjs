// The ways in which a mixer goes, and what plays meanwhile.
import path from 'node:path';
import { testing } from './longwave.mjs';
import { delay } from './options.mjs';

const long = { low: 190, high: 190 };
const short = { low: 13, high: 13 };
/** A standby counts silence after 2 s of connection, and is a second in starting. */
const SETTLED_MS = 4_000;

/** Kills the owner and waits until there are two again, 8 to 12 s in all. */
async function kill({ radio, random, signal = 'SIGKILL' }) {
  const fault = await radio.fleet.signalOwner(signal);
  await radio.fleet.allBack(fault);
  await delay(Math.max(SETTLED_MS, fault.at + 8_000 + random() * 4_000 - performance.now()));
  return fault;
}

/** Waits for the next track, and kills within its crossfade. */
async function killInFade({ radio, random }) {
  const known = radio.tracks.length;
  await testing.waitFor(() => radio.tracks.length > known, { timeoutMs: 60_000, what: 'the next track' });
  await delay(random() * 3_500);
  const fault = await radio.fleet.signalOwner('SIGKILL');
  await radio.fleet.allBack(fault);
  await delay(SETTLED_MS);
  return fault;
}

/** A DJ who plays time code of the high band, over a playlist in the low one. */
async function goLive({ radio, folder }, format) {
  const file = path.join(folder, 'dj.flac');
  await testing.makeTimecode({ path: file, band: 'high', seconds: 600 });
  const { station } = radio;
  const made = await fetch(station.pageUrl('/admin/livestream/token'), {
    method: 'POST', headers: { authorization: `Bearer ${station.adminToken}`, 'content-type': 'application/json' }, body: JSON.stringify({ max_streaming_seconds: 3_600, dj_name: 'Mia' }),
  });
  const dj = new testing.Dj({ port: station.ports.harbor, token: String((await made.json()).token), file, format });
  await testing.waitFor(async () => (await radio.nowPlaying()).tier === 'live', { timeoutMs: 20_000, what: 'the DJ on the air' });
  await delay(6_000);
  return { end: () => dj.cut() };
}

const live = (format) => ({
  what: `kill -9 of the owner while a DJ is live with ${format}`, mixers: 2, tracks: { low: 190 }, coded: { high: 0 },
  begin: (run) => goLive(run, format), fault: kill,
});

/** Stops the owner for 3 s; when it goes on it is no longer the owner. */
async function stopAndGoOn({ radio, random }) {
  const fault = await radio.fleet.signalOwner('SIGSTOP');
  await delay(3_000);
  process.kill(fault.pid, 'SIGCONT');
  await delay(6_000 + random() * 3_000);
  return fault;
}

export const scenarios = {
  kill: { what: 'kill -9 of the owner at random moments, two mixers, files of 190 s', mixers: 2, tracks: long, coded: long, fault: kill },
  fade: { what: 'kill -9 of the owner within crossfades, two mixers, files of 13 s', mixers: 2, tracks: short, coded: short, fault: killInFade },
  sigterm: { what: 'SIGTERM to the owner, two mixers', mixers: 2, tracks: long, coded: long, fault: (run) => kill({ ...run, signal: 'SIGTERM' }) },
  stop: { what: 'SIGSTOP of the owner for 3 s, then SIGCONT', mixers: 2, tracks: long, coded: long, fault: stopAndGoOn },
  single: { what: 'kill -9 of the only mixer', mixers: 1, tracks: long, coded: long, fault: kill },
  'live-mp3': live('mp3'),
  'live-vorbis': live('vorbis'),
  'live-opus': live('opus'),
};

import { type CapturedSound, waitFor } from '@longwave/testing';
import { beginJourney, type Journey, playlistAlone } from './support/journey';
import { musicFolder } from './support/music';
import { chromium, firefox } from './support/players/browser-players';
import { NullSinks } from './support/players/null-sinks';
import type { Player } from './support/players/player';
import { ffmpeg, mpd, mpg123, mpv, vlc } from './support/players/terminal-players';

/** With a crossfade of 4 s a change every 8 s. */
const SECONDS = 12;
const CHANGES = 4;
const tracks = ['Alpha', 'Bravo', 'Charlie', 'Delta', 'Echo'].map((title, i) => ({ title, hz: [220, 277, 330, 392, 466][i] ?? 0, seconds: SECONDS }));

/** What was heard of one player. `known`: titles of tracks among what it showed. */
interface Outcome {
  player: Player;
  shown: string[];
  known: string[];
  sound: CapturedSound;
}

let journey: Journey;
let sinks: NullSinks;

beforeAll(async () => {
  sinks = new NullSinks();
  journey = await beginJourney(await musicFolder(tracks));
  await playlistAlone(journey);
}, 180_000);
afterAll(async () => {
  sinks.stop();
  await journey.station.stop();
});

async function changes(count: number): Promise<void> {
  const started = async () => (await journey.api.get('/api/v1/now-playing/1')).body['started_at_sample'];
  for (let i = 0; i < count; i += 1) {
    const before = await started();
    await waitFor(async () => (await started()) !== before, { timeoutMs: 30_000, what: 'another track', everyMs: 200 });
  }
}

/** Plays with all of them at once over so many changes, and until listeners have heard the last one. */
async function playAll(players: readonly Player[]): Promise<Outcome[]> {
  const running = await Promise.all(players.map(async (player) => ({ player, plays: await player.start(journey.station.listenUrl(player.mount)) })));
  // The last one counts once players that hold five seconds have played some of it.
  await changes(CHANGES + 1);
  return Promise.all(running.map(async ({ player, plays }) => {
    const shown = await plays.titles();
    const known = tracks.map(({ title }) => title).filter((title) => shown.some((line) => line.includes(title)));
    return { player, shown, known, sound: played(await plays.stop()) };
  }));
}

/** From the first second of sound to the last. */
function played(sound: CapturedSound): CapturedSound {
  const tones = sound.tones().filter(({ hz }) => hz > 0);
  return sound.slice((tones[0]?.fromSeconds ?? 0) + 1, (tones.at(-1)?.toSeconds ?? 0) - 1);
}

const differentTones = (sound: CapturedSound) => sound.tones().filter(({ hz, fromSeconds, toSeconds }) => hz > 0 && toSeconds - fromSeconds > 2).length;
const holesMs = (sound: CapturedSound) => sound.holes().map(({ frames }) => Math.round(frames / 48));

function table(outcomes: readonly Outcome[]): string {
  return outcomes.map(({ player, shown, sound }) => `${player.name} ${player.mount}: ${sound.seconds.toFixed(1)} s, ${differentTones(sound)} tones, holes of ms ${JSON.stringify(holesMs(sound))}, titles ${JSON.stringify(shown)}`).join('\n');
}

describe('other people’s players', () => {
  it('play on over changes of title in the terminal, and show what they can', async () => {
    const outcomes = await playAll([
      mpv('/radio'), mpv('/radio.mp3'), ffmpeg('/radio'), ffmpeg('/radio.mp3'), mpg123(), mpd('/radio'), mpd('/radio.mp3'), vlc('/radio', sinks), vlc('/radio.mp3', sinks),
    ]);
    console.log(table(outcomes));
    for (const { player, known, sound } of outcomes) {
      const who = `${player.name} ${player.mount}`;
      expect([who, differentTones(sound) >= 4]).toEqual([who, true]);
      // VLC opens its output anew for each link of a chain.
      const opensAnew = who === 'cvlc /radio';
      expect([who, holesMs(sound).filter((ms) => ms > (opensAnew ? 250 : 0))]).toEqual([who, []]);
      // ffmpeg's log names the first title of an Ogg stream alone.
      expect([who, known.length >= (who === 'ffmpeg /radio' ? 1 : 3)]).toEqual([who, true]);
    }
  }, 180_000);

  it('play on over changes of title in browsers', async () => {
    const outcomes = await playAll([firefox(sinks), chromium(sinks)]);
    console.log(table(outcomes));
    for (const { player, shown, sound } of outcomes) {
      expect([player.name, differentTones(sound) >= 4, holesMs(sound), shown]).toEqual([player.name, true, [], []]);
    }
  }, 180_000);
});

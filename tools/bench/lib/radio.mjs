// A station with two mixers (or one), time-coded music, and everything that listens to it.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { messaging, testing } from './longwave.mjs';
import { delay } from './options.mjs';

const { waitFor } = testing;
const channelId = 1;

/** Tracks of time code, one in each band, so that the playlist goes from one to the other. */
export async function codedMusic(folder, seconds) {
  mkdirSync(folder, { recursive: true });
  for (const [band, title] of [['low', 'Alpha'], ['high', 'Bravo']]) {
    if (seconds[band]) await testing.makeTimecode({ path: path.join(folder, `${title}.flac`), band, seconds: seconds[band], tags: { title, artist: band } });
  }
}

/** A running station with ears on its bus. */
export class Radio {
  static async start({ mixers, musicDir, env = {} }) {
    const station = await testing.startStation({ env: { MUSIC_DIR: musicDir, MIXERS: String(mixers), ...env } });
    return new Radio(station).#begin(mixers);
  }

  constructor(station) {
    this.station = station;
    this.tracks = [];
  }

  async #begin(mixers) {
    const { nats } = this.station;
    this.connection = await messaging.connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'bench' });
    this.connection.subscribe('evt.mixer.v1.now-playing-changed.1', { callback: (_error, message) => this.tracks.push({ at: performance.now(), ...message.json().nowPlaying }) });
    this.fleet = new testing.MixerFleet(this.station, this.connection, mixers);
    await waitFor(async () => (await this.nowPlaying()).tier === 'playlist', { timeoutMs: 60_000, what: 'the playlist' });
    return this;
  }

  async nowPlaying() {
    return (await (await fetch(this.station.pageUrl('/api/v1/now-playing/1'))).json()) ?? {};
  }

  /** Starts to keep what goes over the bus. */
  record() {
    this.bus = new testing.BusRecord(this.connection, channelId);
    return this.bus;
  }

  async stop() {
    await this.connection?.close();
    await this.fleet?.stop();
    await this.station.stop();
  }
}

/** Hundreds of listeners with the burst that every player gets, and some who measure without. */
export async function gatherCrowd(station, { listeners, monitors }) {
  const crowds = [['/radio', listeners], ['/radio?burst=0', monitors]].map(([mount, count]) => {
    const common = new testing.CommonPages();
    return { common, count, mount, listeners: [] };
  });
  for (const crowd of crowds) {
    for (let i = 0; i < crowd.count; i++) {
      crowd.listeners.push(new testing.SteadyListener(station.listenUrl(crowd.mount), crowd.common));
      if (i % 20 === 19) await delay(20);
    }
  }
  await waitFor(() => crowds.every((crowd) => crowd.listeners.every(({ pages }) => pages > 0)), { timeoutMs: 15_000, what: 'sound for everybody' });
  return { common: crowds[0].common, monitored: crowds[1].common, players: crowds[0].listeners, monitors: crowds[1].listeners };
}

// A station with two mixers (or one), time-coded music, and everything that listens to it.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { contracts, messaging, testing } from './longwave.mjs';
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
    const station = await testing.startStation({ env: { MUSIC_DIR: musicDir, MIXERS: String(mixers), EDGE_MAX_LISTENERS: '12000', ...env } });
    return new Radio(station).#begin(mixers);
  }

  constructor(station) {
    this.station = station;
    this.extra = undefined;
    this.moves = [];
    this.tracks = [];
  }

  async #begin(mixers) {
    const { nats } = this.station;
    this.connection = await messaging.connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'bench' });
    this.kv = new messaging.MediaKv(this.connection);
    this.connection.subscribe('evt.mixer.v1.now-playing-changed.1', { callback: (_error, message) => this.tracks.push({ at: performance.now(), ...message.json().nowPlaying }) });
    // A build without the setting starts one: the second is ours then.
    if (mixers > this.station.mixers().length) this.extra = new testing.ExtraMixer(this.station, 'bench-second');
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

  mixers() {
    const extra = this.extra?.pid === undefined ? [] : [{ instanceId: this.extra.instanceId, pid: this.extra.pid }];
    return [...this.station.mixers(), ...extra];
  }

  /** The mixer that owns the channel, by the KV, and its process. */
  async owner() {
    const entry = await this.kv.get(contracts.kvKeys.owner(channelId));
    const found = this.mixers().find(({ instanceId }) => instanceId === entry?.value.instanceId);
    if (!found) throw new Error(`the owner ${entry?.value.instanceId} is none of ${JSON.stringify(this.mixers())}`);
    return found;
  }

  /** Sends the owner a signal. */
  async signalOwner(signal) {
    const { pid, instanceId } = await this.owner();
    const at = performance.now();
    process.kill(pid, signal);
    return { pid, instanceId, at, signal };
  }

  /** Waits until all mixers run again, another process in the place of `pid`. */
  async allBack(pid, count) {
    const isBack = () => this.mixers().length >= count && this.mixers().every((mixer) => mixer.pid !== pid && isAlive(mixer.pid));
    await waitFor(isBack, { timeoutMs: 15_000, what: `${count} mixers again` });
  }

  async stop() {
    await this.connection?.close();
    await this.extra?.stop();
    await this.station.stop();
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
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

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BusWatch } from './bus-watch.mjs';
import { makeMusic } from './make-music.mjs';
import { Network } from './network.mjs';
import { EDGE_PORT, GATEWAY_PORT, NATS_PORT, app, clusterSecrets, commonEnvironment, controlEnvironment, natsServers, startStores } from './programs.mjs';
import { Recorder } from './recorder.mjs';

/** Status of an answer; 0 for none. */
const askHttp = (url) => fetch(url, { signal: AbortSignal.timeout(3_000) }).then(({ status }) => status, () => 0);
const NUMBERS = [1, 2, 3];

/** Looks until something is true. @throws Error with what is wrong when time is up */
export async function until(what, look, timeoutMs) {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`no ${typeof what === 'function' ? await what() : what} within ${timeoutMs / 1000} s`);
    await delay(250);
  }
}

/** The cluster: nine hosts with a program each, and this one with the control apps and the listeners. */
export class Lab {
  watch = new BusWatch();
  recorders = [];

  constructor({ folder, listeners, searchPath }) {
    this.folder = folder;
    this.listenersPerEdge = listeners;
    this.searchPath = searchPath;
  }

  async start() {
    const { folder } = this;
    this.network = new Network();
    const { network } = this;
    const hosts = Object.fromEntries(['nats', 'mixer', 'edge'].map((kind) => [kind, NUMBERS.map((i) => network.add(`${kind}${i}`))]));
    this.hosts = hosts;
    const secrets = clusterSecrets();
    const { here } = network;
    const environment = commonEnvironment({ natsHosts: hosts.nats, secrets, here, path: this.searchPath });
    const musicDir = path.join(folder, 'music');
    await makeMusic(musicDir);
    this.nats = natsServers({ network, hosts: hosts.nats, folder, secrets });
    for (const server of this.nats) server.start();
    const stores = await startStores({ folder, secrets });
    const common = { network, folder, environment };
    this.mixers = hosts.mixer.map(({ name }) => app(common, name, 'mixer/dist/main.js', name, {}));
    this.edges = hosts.edge.map(({ name }) => app(common, name, 'edge/dist/main.js', name, { EDGE_PORT: String(EDGE_PORT) }));
    this.control = app(common, 'control', 'station/dist/control.main.js', undefined, controlEnvironment({ secrets, here, stores, musicDir }));
    await this.watch.open(hosts.nats, { user: 'service', password: secrets.nats, port: NATS_PORT });
    for (const program of [...this.mixers, this.control, ...this.edges]) program.start();
    // One that ends by itself will not come back: its log says why.
    const crashed = async () => this.programs.find(({ crashes }) => crashes.length > 0);
    const dead = await Promise.race([this.wellAgain(120_000).then(() => undefined), until('crash', crashed, 120_000).catch(() => undefined)]);
    if (dead) throw new Error(`${dead.name} ended (${dead.crashes[0].reason}): ${dead.lastWords}`);
    await until('playlist on the air', async () => this.watch.events.some(({ tier }) => tier === 'playlist'), 60_000);
    // The noise before it has to leave what a new listener gets at once.
    await delay(8_000);
  }

  get programs() {
    return [...this.nats, ...this.mixers, ...this.edges, this.control];
  }

  /** The mixer that owns the channel. */
  async owner() {
    const owner = await until('owner', () => this.watch.owner(), 10_000);
    return this.mixers.find(({ name }) => name === owner.instanceId);
  }

  /** The server that leads the KV's stream. */
  async leader() {
    const { leader } = await until('leader of the KV', async () => {
      const stream = await this.watch.stream();
      return stream.leader ? stream : undefined;
    }, 20_000);
    return this.nats.find(({ name }) => name === leader);
  }

  /** How many connections a program has to each NATS server: `{nats1: 2, …}`. */
  linesOf(program) {
    const rows = readFileSync(`/proc/${program.pid}/net/tcp`, 'latin1').split('\n').slice(1).map((row) => row.trim().split(/\s+/));
    const remote = rows.filter(([, , to, state]) => state === '01' && to?.endsWith(`:${NATS_PORT.toString(16).toUpperCase()}`)).map(([, , to]) => to.slice(0, 8));
    const hex = (address) => address.split('.').reverse().map((part) => Number(part).toString(16).padStart(2, '0')).join('').toUpperCase();
    return Object.fromEntries(this.hosts.nats.map(({ name, cluster }) => [name, remote.filter((address) => address === hex(cluster)).length]));
  }

  /** Begins to record at every edge. */
  async listen() {
    this.watch.begin();
    this.recorders = this.hosts.edge.flatMap(({ name, outside }) =>
      Array.from({ length: this.listenersPerEdge }, (_, i) => new Recorder(name, `http://${outside}:${EDGE_PORT}/radio`, { keepsBytes: i === 0 })),
    );
    const sinceMs = performance.now();
    await until('sound at every listener', async () => this.recorders.every(({ packets, closed }) => packets.length > 150 || closed) && performance.now() - sinceMs > 4_000, 20_000);
  }

  /** Ends the recording. The frames that nobody published are asked for first. */
  async stopListening() {
    this.watch.ask();
    await delay(500);
    for (const recorder of this.recorders) recorder.stop();
    return this.recorders;
  }

  /** What is wrong at the moment; empty when all is well. */
  async troubles() {
    const troubles = [];
    for (const program of this.programs) if (!program.isAlive) troubles.push(`${program.name} is dead`);
    for (const { name } of this.nats) if (!this.watch.nodesUp.includes(name)) troubles.push(`${name} is not reached`);
    for (const mixer of [...this.mixers, ...this.edges].filter(({ isAlive }) => isAlive)) {
      if (Object.values(this.linesOf(mixer)).every((count) => count === 0)) troubles.push(`${mixer.name} has no line to NATS`);
    }
    const stream = await this.watch.stream().catch(() => undefined);
    if (!stream?.leader) troubles.push('the KV has no leader');
    else if (stream.copies !== 3 || stream.current !== 2) troubles.push(`the KV has ${stream.current} of 2 followers, ${stream.copies} copies`);
    const owner = await this.watch.owner().catch(() => undefined);
    for (const { node, epochs, newestMs } of this.watch.recent(performance.now() - 1_500)) {
      if (newestMs > 600) troubles.push(`no frames at ${node} for ${Math.round(newestMs)} ms`);
      // A server that lost the last writes in a split numbers them anew: the entry is the same, its revision is not.
      const isOwners = epochs.length === 1 && owner !== undefined && (epochs[0] === owner.epoch || this.watch.ownerOf(epochs[0]) === owner.instanceId);
      if (!isOwners) troubles.push(`epochs ${epochs.join(', ')} at ${node}, owner's ${owner?.epoch}`);
    }
    for (const { name, outside } of this.hosts.edge) if ((await askHttp(`http://${outside}:${EDGE_PORT}/health`)) !== 200) troubles.push(`${name} has no sound`);
    if ((await askHttp(`http://127.0.0.1:${GATEWAY_PORT}/health`)) !== 200) troubles.push('/health is red');
    for (const { edge, lastAtMs, closed } of this.recorders) if (!closed && performance.now() - lastAtMs > 2_000) troubles.push(`a listener at ${edge} gets nothing`);
    return troubles;
  }

  /** Waits until all is well for two seconds. @returns seconds it took, and what was wrong last */
  async wellAgain(timeoutMs = 60_000) {
    const beganMs = performance.now();
    let wellSinceMs;
    let last = [];
    await until(async () => `well-being: ${(await this.troubles()).join('; ')}`, async () => {
      const troubles = await this.troubles();
      if (troubles.length > 0) last = troubles;
      wellSinceMs = troubles.length === 0 ? (wellSinceMs ?? performance.now()) : undefined;
      return wellSinceMs !== undefined && performance.now() - wellSinceMs > 2_000;
    }, timeoutMs);
    return { afterSeconds: (wellSinceMs - beganMs) / 1000, last };
  }
}

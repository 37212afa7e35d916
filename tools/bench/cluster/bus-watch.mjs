import { createRequire } from 'node:module';
import { packetName, PACKET_SAMPLES } from './recorder.mjs';

const require = createRequire(import.meta.url);
const { connect } = require('@nats-io/transport-node');
const { jetstreamManager } = require('@nats-io/jetstream');
const { KV_BUCKET, decodeFrameMessage, decodeResendReply, kvKeys, mediaSubjects } = require('@longwave/contracts');

const ASK_EVERY_MS = 4_000;
const MEMORY_MS = 30_000;
const CHANNEL = 1;

/**
 * Hears what passes through each NATS server, over a line that is never cut: which mixer's frames came where and when. What
 * a mixer rendered while it could not publish is asked of it afterwards, as edges do.
 */
export class BusWatch {
  /** Packet's name → `{epoch, sample, timelineId}[]`. */
  frames = new Map();
  /** `{node, epoch, firstSample, endSample, atMs}` of each message. */
  messages = [];
  /** Events of the mixers. */
  events = [];
  #lines = new Map();
  #owners = new Map();
  #timer;

  async open(hosts, { user, password, port }) {
    await Promise.all(hosts.map(async (host) => {
      const servers = [`nats://${host.outside}:${port}`];
      const options = { user, pass: password, maxReconnectAttempts: -1, reconnectTimeWait: 100, pingInterval: 1000, maxPingOut: 2, waitOnFirstConnect: true };
      this.#add(host.name, await connect({ servers, ...options, name: 'bench' }));
    }));
    this.#timer = setInterval(() => this.ask(), ASK_EVERY_MS);
  }

  #add(node, connection) {
    const line = { node, connection, isUp: true };
    this.#lines.set(node, line);
    connection.subscribe(mediaSubjects.frames(CHANNEL), { callback: (error, message) => void (error ?? this.#heard(node, decodeFrameMessage(message.data))) });
    connection.subscribe('evt.mixer.v1.>', { callback: (error, message) => void (error ?? this.#event(node, message)) });
    line.inbox = `_INBOX.bench.${node}.${Math.random().toString(36).slice(2)}`;
    connection.subscribe(line.inbox, { callback: (error, message) => void (error ?? this.#resent(message.data)) });
    void (async () => {
      for await (const { type } of connection.status()) {
        if (type === 'disconnect') line.isUp = false;
        if (type === 'reconnect') line.isUp = true;
      }
    })();
  }

  /** Asks every mixer that renders, on every side, for its last 10 s. */
  ask() {
    const request = JSON.stringify({ channelId: CHANNEL, fromSample: 0 });
    for (const { connection, inbox, isUp } of this.#lines.values()) if (isUp) connection.publish(mediaSubjects.resend, request, { reply: inbox });
  }

  /** Forgets what is too old to be heard again. */
  begin() {
    const oldest = performance.now() - MEMORY_MS;
    for (const [name, places] of this.frames) if (places.every(({ atMs }) => atMs < oldest)) this.frames.delete(name);
    this.messages = this.messages.filter(({ atMs }) => atMs >= oldest);
    this.events = [];
  }

  /** Nodes that answer this watch at the moment. */
  get nodesUp() {
    return [...this.#lines.values()].filter(({ isUp }) => isUp).map(({ node }) => node);
  }

  /** Epochs whose frames passed each node since a moment, and the age of the newest frame. */
  recent(sinceMs) {
    return [...this.#lines.keys()].map((node) => {
      const own = this.messages.filter((message) => message.node === node && message.atMs >= sinceMs);
      return { node, epochs: [...new Set(own.map(({ epoch }) => epoch))], newestMs: performance.now() - (own.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) };
    });
  }

  /** The KV's stream as its cluster sees it. @throws Error when no server can tell */
  stream() {
    return this.#anyOf(async (connection) => {
      const manager = await jetstreamManager(connection, { timeout: 1_500, checkAPI: false });
      const { cluster, config } = await manager.streams.info(`KV_${KV_BUCKET}`);
      const followers = cluster?.replicas ?? [];
      return { leader: cluster?.leader, copies: config.num_replicas, current: followers.filter(({ current, offline }) => current && !offline).length };
    });
  }

  /** Who the KV says owns the channel. */
  owner() {
    return this.#anyOf(async (connection) => {
      const manager = await jetstreamManager(connection, { timeout: 1_500, checkAPI: false });
      const message = await manager.streams.getMessage(`KV_${KV_BUCKET}`, { last_by_subj: `$KV.${KV_BUCKET}.${kvKeys.owner(CHANNEL)}` });
      return message ? { instanceId: message.json().instanceId, epoch: message.seq } : undefined;
    });
  }

  /** The mixer that took the channel with this epoch, as it told itself; undefined when it was not heard. */
  ownerOf(epoch) {
    return this.#owners.get(epoch);
  }

  async close() {
    clearInterval(this.#timer);
    await Promise.all([...this.#lines.values()].map(({ connection }) => connection.close()));
  }

  async #anyOf(ask) {
    const up = [...this.#lines.values()].filter(({ isUp }) => isUp);
    return Promise.any(up.map(({ connection }) => ask(connection)));
  }

  #heard(node, message) {
    if (!message) return;
    const atMs = performance.now();
    const { epoch, firstSample, packets } = message;
    this.messages.push({ node, epoch, firstSample, endSample: firstSample + packets.length * PACKET_SAMPLES, atMs });
    this.#note(message, atMs);
  }

  #resent(data) {
    for (const message of decodeResendReply(data)) this.#note(message, performance.now());
  }

  #note({ epoch, timelineId, firstSample, packets }, atMs) {
    packets.forEach((packet, i) => {
      const name = packetName(packet);
      const sample = firstSample + i * PACKET_SAMPLES;
      const places = this.frames.get(name);
      if (!places) this.frames.set(name, [{ epoch, sample, timelineId, atMs }]);
      else if (!places.some((place) => place.epoch === epoch && place.sample === sample)) places.push({ epoch, sample, timelineId, atMs });
    });
  }

  #event(node, message) {
    const { nowPlaying, ...data } = message.json();
    const type = message.subject.split('.')[3];
    if (type === 'channel-moved') this.#owners.set(data.epoch, data.instanceId);
    const key = `${type}/${data.rev}/${nowPlaying?.startedAtSample ?? ''}`;
    if (this.events.some((event) => event.key === key)) return;
    this.events.push({ key, type, node, atMs: performance.now(), ...(nowPlaying ? { tier: nowPlaying.tier, track: nowPlaying.track?.name } : data) });
  }
}

import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { createRequire } from 'node:module';

const { OggDemuxer } = createRequire(import.meta.url)('@longwave/audio');

/** Samples of one packet, 20 ms at 48 kHz. */
export const PACKET_SAMPLES = 960;

/** A short name of a packet: the same bytes are the same packet, wherever they were met. */
export function packetName(bytes) {
  return createHash('md5').update(bytes).digest('base64').slice(0, 16);
}

/** A listener who notes which packets came, where they lie on the stream's count, and when. */
export class Recorder {
  /** `{position, name, atMs}` of each packet; the position is that of its first sample. */
  packets = [];
  /** Why and when the socket closed before it was hung up. */
  closed;
  /** Whether the pages came whole and in order. */
  faults = [];
  /** What came, byte for byte, where it is kept. */
  bytes = [];
  #demuxer = new OggDemuxer();
  #isStopped = false;
  #sequence;

  constructor(edge, url, { keepsBytes = false } = {}) {
    this.edge = edge;
    this.keepsBytes = keepsBytes;
    this.request = get(url, { agent: false }, (response) => {
      if (response.statusCode !== 200) this.#close(`answered ${response.statusCode}`);
      response.on('data', (bytes) => this.#take(bytes, performance.now()));
      response.on('close', () => this.#close('the stream ended'));
    });
    this.request.on('error', (error) => this.#close(error.message));
  }

  get lastAtMs() {
    return this.packets.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
  }

  stop() {
    this.#isStopped = true;
    this.request.destroy();
    if (this.#demuxer.badPages + this.#demuxer.skippedBytes > 0) this.faults.push(`${this.#demuxer.skippedBytes} bytes in no good page`);
  }

  #close(reason) {
    if (!this.#isStopped) this.closed ??= { reason, atMs: performance.now() };
  }

  #take(bytes, atMs) {
    if (this.keepsBytes) this.bytes.push(bytes);
    for (const page of this.#demuxer.push(bytes)) {
      if (page.granule <= 0n) continue;
      if (this.#sequence !== undefined && page.sequence !== this.#sequence + 1) this.faults.push(`page ${page.sequence} after ${this.#sequence}`);
      this.#sequence = page.sequence;
      const first = Number(page.granule) - page.packets.length * PACKET_SAMPLES;
      page.packets.forEach((packet, i) => this.packets.push({ position: first + i * PACKET_SAMPLES, name: packetName(packet), atMs }));
    }
  }
}

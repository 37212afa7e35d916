import { OggDemuxer } from '@longwave/audio';
import { KV_BUCKET, kvKeys } from '@longwave/contracts';
import { ServiceClient, connectNats } from '@longwave/messaging';
import { type Capture, type ListenOptions, type TestNats, freePort, listen, startNats, tempFolder, waitFor } from '@longwave/testing';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import type { INestMicroservice } from '@nestjs/common';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { EdgeService } from '../edge.service';
import { startEdge } from './edge-harness';
import { TestMixer, aChannel } from './test-mixer';

const execute = promisify(execFile);

/** An edge in this process with NATS of its own, mixers that a test directs, and listeners. */
export class EdgeStage {
  readonly #folder = tempFolder('edge');
  readonly #mixers: TestMixer[] = [];
  readonly #captures: Capture[] = [];
  #lastChannel = 0;

  private constructor(
    readonly nats: TestNats,
    /** The station's side of the bus. */
    readonly station: NatsConnection,
    private readonly app: INestMicroservice,
    readonly port: number,
  ) {}

  static async open(settings: Record<string, string>): Promise<EdgeStage> {
    const [nats, port] = await Promise.all([startNats(), freePort()]);
    const app = await startEdge(nats, { EDGE_PORT: String(port), ...settings });
    const station = await connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'test-mixer' });
    return new EdgeStage(nats, station, app, port);
  }

  get edge(): EdgeService {
    return this.app.get(EdgeService);
  }

  get services(): ServiceClient {
    return this.app.get(ServiceClient);
  }

  url(rest: string): string {
    return `http://127.0.0.1:${this.port}${rest}`;
  }

  /** A channel of its own with a mixer that has played for a while. */
  async onAir(): Promise<{ slug: string; mixer: TestMixer; channelId: number }> {
    const channelId = ++this.#lastChannel;
    const slug = `ch${channelId}`;
    const mixer = new TestMixer(this.station, channelId);
    this.#mixers.push(mixer);
    mixer.start({ playedSeconds: 8 });
    const kv = await new Kvm(this.station).create(KV_BUCKET, { history: 1 });
    await kv.put(kvKeys.channel(channelId), JSON.stringify(aChannel(channelId, slug)));
    await waitFor(() => this.edge.channels.byId(channelId)?.soundAt(performance.now()) === 'programme', { what: 'programme at the edge' });
    return { slug, mixer, channelId };
  }

  /** A listener that is gone when its test is over, however that ended. */
  listen(rest: string, options?: ListenOptions): Capture {
    const capture = listen(this.url(rest), options);
    this.#captures.push(capture);
    return capture;
  }

  /** Says something on a bare socket and collects what comes. */
  say(text: string | Buffer): { socket: Socket; heard: () => Buffer; isClosed: () => boolean } {
    const chunks: Buffer[] = [];
    let closed = false;
    const socket = connect(this.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => undefined).on('close', () => (closed = true));
    return { socket, heard: () => Buffer.concat(chunks), isClosed: () => closed };
  }

  /** What a tool says on its error output of a file with these bytes; rejects as the tool does. */
  async toolSays(tool: string, args: string[], bytes: Buffer): Promise<string> {
    const file = path.join(this.#folder, randomUUID());
    writeFileSync(file, bytes);
    return (await execute(tool, [...args, file])).stderr;
  }

  async oggComplaints(bytes: Buffer): Promise<string[]> {
    const said = await this.toolSays('oggz-validate', [], bytes).catch(({ stderr }: { stderr: string }) => stderr);
    return said.split('\n').filter((line) => line !== '' && !line.includes('Error:')).map((line) => line.replace(/^serialno \d+: /, ''));
  }

  /** Ends what a test began; to be called after each. */
  clear(): void {
    for (const mixer of this.#mixers.splice(0)) mixer.die();
    for (const capture of this.#captures.splice(0)) capture.hangUp();
  }

  async close(): Promise<void> {
    await this.station.close();
    await this.app.close();
    await this.nats.stop();
  }
}

/** The stream up to its last whole page, as a recorder that was stopped leaves it. */
export function wholePages(bytes: Buffer): Buffer {
  return Buffer.concat(new OggDemuxer().push(bytes).map((page) => page.bytes));
}

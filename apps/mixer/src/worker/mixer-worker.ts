import { mediaSubjects, encodeResendReply } from '@longwave/contracts';
import type { ResendRequest } from '@longwave/contracts';
import { connect } from '@nats-io/transport-node';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { parentPort } from 'node:worker_threads';
import { monotonicMs } from '../timeline/monotonic-ms';
import { BLOCK_SAMPLES } from '../timeline/timeline-clock';
import { ChannelRunner } from './channel-runner';
import { LiveFeed } from './live-feed';
import type { OpenChannel, WorkerCommand, WorkerReport } from './worker-messages';

const TICK_MS = (BLOCK_SAMPLES / 48_000) * 1000;

/**
 * The thread that renders: its own clock, its own NATS connection, its own decoders and encoders. The main thread may
 * stand still for seconds; what was prepared plays on.
 */
class MixerWorker {
  readonly #nats: NatsConnection;
  readonly #report: (report: WorkerReport) => void;
  readonly #runners = new Map<number, ChannelRunner>();
  /** Runners that asked to be called again before the next tick. */
  readonly #called = new Set<ChannelRunner>();
  readonly #feeds = new Map<string, { channelId: number; feed: LiveFeed; subscription: Subscription }>();
  #timer: NodeJS.Timeout | undefined;
  #nextTickMs = performance.now();

  constructor(nats: NatsConnection, report: (report: WorkerReport) => void) {
    this.#nats = nats;
    this.#report = report;
    nats.subscribe(mediaSubjects.resend, { callback: (error, message) => void (error ?? this.#resend(message)) });
    this.#tick();
  }

  handle(command: AfterConnect): void {
    if (command.type === 'close') return this.#close();
    if (command.type === 'close-channels') return this.#closeAll();
    if (command.type === 'open-channel') return this.#open(command);
    const runner = this.#runners.get(command.channelId);
    if (!runner) return;
    switch (command.type) {
      case 'close-channel':
        return this.#closeChannel(runner);
      case 'set-settings':
        return runner.set(command.settings, command.opusKbps);
      case 'set-upcoming':
        return runner.setUpcoming(command.items);
      case 'skip':
        return runner.skip(command.requestId, command.key);
      case 'live-begin':
        return this.#beginLive(runner, command);
      case 'live-attached':
        return this.#feeds.get(command.sessionId)?.feed.attached(command.header, command.nextNumber);
      case 'live-end':
        return this.#endLive(command.sessionId);
    }
  }

  #open(open: OpenChannel): void {
    const before = this.#runners.get(open.channelId);
    if (before) this.#closeChannel(before);
    const subject = mediaSubjects.frames(open.channelId);
    const runner = new ChannelRunner({
      open,
      anchor: { atMs: performance.now() - (monotonicMs() - open.atMonotonicMs), sample: open.nowSample },
      publish: (bytes) => this.#publish(subject, bytes),
      report: this.#report,
    });
    this.#runners.set(open.channelId, runner);
    this.#renderAll();
  }

  /** While NATS is away the client drops or refuses; the packets are kept for those who ask for them later. */
  #publish(subject: string, bytes: Uint8Array): void {
    if (!this.#nats.isClosed()) this.#nats.publish(subject, bytes);
  }

  #closeChannel(runner: ChannelRunner): void {
    this.#runners.delete(runner.channelId);
    for (const [sessionId, one] of this.#feeds) if (one.channelId === runner.channelId) this.#dropFeed(sessionId);
    runner.stop();
  }

  #closeAll(): void {
    for (const runner of [...this.#runners.values()]) this.#closeChannel(runner);
    this.#nats.flush().catch(() => undefined).finally(() => this.#report({ type: 'closed' }));
  }

  #close(): void {
    clearTimeout(this.#timer);
    for (const runner of [...this.#runners.values()]) this.#closeChannel(runner);
    void this.#nats.close().finally(() => parentPort?.close());
  }

  #tick(): void {
    this.#nextTickMs += TICK_MS;
    const now = performance.now();
    // After a standstill the rhythm begins anew rather than with a burst of ticks.
    if (this.#nextTickMs < now) this.#nextTickMs = now + TICK_MS;
    this.#timer = setTimeout(() => this.#tick(), this.#nextTickMs - now);
    this.#renderAll();
  }

  #renderAll(): void {
    for (const runner of this.#runners.values()) this.#render(runner);
  }

  #render(runner: ChannelRunner): void {
    // One that will be called again anyway needs no tick.
    if (this.#runners.get(runner.channelId) !== runner || this.#called.has(runner)) return;
    const again = runner.renderDue(performance.now());
    if (again === undefined) return;
    this.#called.add(runner);
    const call = (): void => {
      this.#called.delete(runner);
      this.#render(runner);
    };
    if (again === 0) setImmediate(call);
    else setTimeout(call, again);
  }

  #resend(message: Msg): void {
    const request = parseResend(message);
    const runner = request && this.#runners.get(request.channelId);
    if (!runner || !message.reply) return;
    message.respond(encodeResendReply(runner.since(request.fromSample)));
  }

  #beginLive(runner: ChannelRunner, { channelId, sessionId, format }: Extract<WorkerCommand, { type: 'live-begin' }>): void {
    if (this.#feeds.has(sessionId)) return;
    const wantsAttach = (why: 'begin' | 'hole' | 'decoder', text: string): void =>
      this.#report({ type: 'live-wants-attach', channelId, sessionId, why, message: text });
    const feed = new LiveFeed({
      sessionId,
      format,
      epoch: runner.epoch,
      nowMs: () => performance.now(),
      sendAck: (bytes) => this.#publish(mediaSubjects.liveAcks(channelId, sessionId), bytes),
      offer: (source) => runner.offerLive(sessionId, source),
      cut: () => runner.cutLive(sessionId),
      wantsAttach,
      gaveUp: (reason) => this.#report({ type: 'log', level: 'warn', message: 'a stream cannot be decoded', fields: { channelId, sessionId, reason } }),
    });
    const subscription = this.#nats.subscribe(mediaSubjects.liveChunks(channelId, sessionId), {
      callback: (error, message) => void (error ?? feed.onMessage(message.data)),
    });
    this.#feeds.set(sessionId, { channelId, feed, subscription });
    // The harbor may be asked once the server knows of the subscription; while NATS is away that takes until it is back.
    this.#nats.flush().then(
      () => wantsAttach('begin', ''),
      (error: unknown) => this.#report({ type: 'log', level: 'warn', message: 'a live subscription was not confirmed', fields: { error: String(error) } }),
    );
  }

  #endLive(sessionId: string): void {
    this.#feeds.get(sessionId)?.feed.end();
    // Its last chunks may still be on their way.
    setTimeout(() => this.#dropFeed(sessionId), 2_000);
  }

  #dropFeed(sessionId: string): void {
    const one = this.#feeds.get(sessionId);
    if (!one) return;
    this.#feeds.delete(sessionId);
    one.subscription.unsubscribe();
    one.feed.close();
  }
}

function parseResend(message: Msg): ResendRequest | undefined {
  try {
    const { channelId, fromSample } = message.json<Partial<ResendRequest>>();
    return Number.isSafeInteger(channelId) && Number.isSafeInteger(fromSample) ? { channelId: Number(channelId), fromSample: Number(fromSample) } : undefined;
  } catch {
    return undefined;
  }
}

type AfterConnect = Exclude<WorkerCommand, { type: 'connect' }>;

function start(): void {
  const port = parentPort;
  if (!port) throw new Error('the mixer worker is a worker thread');
  let connected: Promise<MixerWorker> | undefined;
  port.on('message', (command: WorkerCommand) => {
    if (command.type === 'connect') {
      connected = connect(command.nats).then((nats) => new MixerWorker(nats, (report) => port.postMessage(report)));
      void connected.then(() => port.postMessage({ type: 'ready' } satisfies WorkerReport));
      return;
    }
    // Commands that come before NATS is there wait for it, in their order.
    void connected?.then((worker) => worker.handle(command));
  });
}

start();

import { AppError, harborContract } from '@longwave/contracts';
import type { LiveSessionDto } from '@longwave/contracts';
import type { ServiceClient } from '@longwave/messaging';
import type { Logger } from 'pino';
import type { WorkerCommand } from '../worker/worker-messages';

const RETRY_MS = 500;
const ENDED_KEPT = 5;

export interface LiveDependencies {
  channelId: number;
  epoch: number;
  services: ServiceClient;
  send: (command: WorkerCommand) => void;
  log: Logger;
  /** Name or title of the one on the air may have changed. */
  changed: (session: LiveSessionDto) => void;
}

/** The streamers of one channel, as the KV tells them: brings their bytes to the worker that renders it. */
export class LiveSessions {
  readonly #deps: LiveDependencies;
  #current: LiveSessionDto | undefined;
  /** Also of those that ended, since what they sent last is heard a little longer. */
  readonly #known = new Map<string, LiveSessionDto>();
  readonly #attaching = new Set<string>();
  #isStopped = false;

  constructor(deps: LiveDependencies) {
    this.#deps = deps;
  }

  find(sessionId: string): LiveSessionDto | undefined {
    return this.#known.get(sessionId);
  }

  /** What `live.<channel>` holds now. */
  set(session: LiveSessionDto | undefined): void {
    const before = this.#current;
    this.#current = session;
    if (before && before.sessionId !== session?.sessionId) this.#deps.send({ type: 'live-end', channelId: this.#deps.channelId, sessionId: before.sessionId });
    if (!session) return;
    this.#remember(session);
    if (before?.sessionId === session.sessionId) {
      this.#deps.changed(session);
      return;
    }
    this.#deps.log.info({ sessionId: session.sessionId, format: session.format }, 'a streamer comes');
    this.#deps.send({ type: 'live-begin', channelId: this.#deps.channelId, sessionId: session.sessionId, format: session.format });
  }

  /** The worker is ready for the bytes, or lacks some. */
  wantsAttach(sessionId: string, why: 'begin' | 'hole' | 'decoder', message: string): void {
    if (why !== 'begin') this.#deps.log.info({ sessionId, why, reason: message }, 'asking the harbor again');
    void this.#attach(sessionId);
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #attach(sessionId: string): Promise<void> {
    const { services, epoch, channelId, send, log } = this.#deps;
    // One that is asked for already is answered once, however often the worker is missing something meanwhile.
    if (this.#attaching.has(sessionId)) return;
    this.#attaching.add(sessionId);
    while (!this.#isStopped && this.#current?.sessionId === sessionId) {
      try {
        const { header, nextNumber } = await services.callInstance(harborContract.attach, this.#current.harborId, { sessionId, epoch });
        send({ type: 'live-attached', channelId, sessionId, header: Buffer.from(header, 'base64'), nextNumber });
        break;
      } catch (err) {
        if (err instanceof AppError && (err.code === 'LIVE_SESSION_NOT_FOUND' || err.code === 'EPOCH_OUTDATED')) {
          log.info({ sessionId, code: err.code }, 'the harbor does not give the stream');
          break;
        }
        log.debug({ err, sessionId }, 'the harbor does not answer; trying again');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    this.#attaching.delete(sessionId);
  }

  #remember(session: LiveSessionDto): void {
    this.#known.delete(session.sessionId);
    this.#known.set(session.sessionId, session);
    for (const id of this.#known.keys()) if (this.#known.size > ENDED_KEPT) this.#known.delete(id);
  }
}

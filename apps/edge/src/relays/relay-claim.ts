import { type RelayFeeder, kvKeys } from '@longwave/contracts';
import type { MediaKv } from '@longwave/messaging';
import type { Logger } from 'pino';
import { decideFeeder } from './decide-feeder';

/** The holder tells so often that it is there; a third of what others wait. */
const RENEW_MS = 2_000;
/** How often one who waits looks, and a holder whose renewal failed tries again: it has to be first when the KV is back. */
const LOOK_MS = 500;

export interface RelayClaimDependencies {
  relayId: string;
  self: { edgeId: string; runId: string };
  kv: MediaKv;
  log: Logger;
  nowMs: () => number;
  date: () => Date;
  /** What is told with the claim. */
  state: () => RelayFeeder['state'];
  /** The relay is ours to feed. */
  claimed: () => void;
  /** Another took it: stop now. */
  lost: () => void;
}

/**
 * This edge's claim to one relay: holds it, or waits for whoever does to keep silent. While the KV is away a holder goes
 * on: who would take the relay could not ask either, and the target lets only one in.
 */
export class RelayClaim {
  readonly #deps: RelayClaimDependencies;
  readonly #key: string;
  #held: number | undefined;
  #entry: { value: RelayFeeder; revision: number } | undefined;
  #lastRevision = 0;
  #changedAtMs: number;
  #isFirstLook = true;
  #step: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(deps: RelayClaimDependencies) {
    this.#deps = deps;
    this.#key = kvKeys.relayFeeder(deps.relayId);
    this.#changedAtMs = deps.nowMs();
  }

  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  start(): void {
    this.#soon(0);
  }

  /** Lets go, so that another may take it at once. To be called when nothing is sent any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#step;
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    try {
      // Not what anybody wrote since, and be it a claim of this same edge.
      await this.#deps.kv.deleteAt(this.#key, held);
    } catch (err) {
      this.#deps.log.debug({ err }, 'a relay could not be given back; others notice the silence');
    }
  }

  /** What the KV says of the entry, as it changes. */
  onEntry(value: RelayFeeder | undefined, revision: number): void {
    // A watch that begins again tells what it told before.
    if (revision === this.#lastRevision) return;
    this.#note(value, revision);
    if (this.#held !== undefined && revision > this.#held && value && !this.#isOurs(value)) this.#lose(value.edgeId);
    else if (!value && this.#held === undefined) this.#soon(0);
  }

  /** What others told meanwhile was missed: their silence counts from now. */
  reconnected(): void {
    this.#changedAtMs = this.#deps.nowMs();
  }

  /** Tells the state now rather than at the next turn. */
  tell(): void {
    if (this.#held !== undefined) this.#soon(0);
  }

  #soon(ms: number): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // One at a time: a turn that is due meanwhile comes after it.
      this.#step = (this.#step ?? Promise.resolve()).then(() => this.#turn());
    }, ms);
  }

  async #turn(): Promise<void> {
    if (this.#isStopped) return;
    let isKvThere = true;
    try {
      if (this.#held === undefined) await this.#look();
      else await this.#renew(this.#held);
    } catch (err) {
      isKvThere = false;
      // Without it a holder cannot tell that it is there, as while JetStream elects a leader: its silence counts from now.
      this.#changedAtMs = this.#deps.nowMs();
      this.#deps.log.debug({ err, relayId: this.#deps.relayId }, 'the KV does not take or tell who feeds a relay');
    }
    this.#soon(this.#held === undefined || !isKvThere ? LOOK_MS : RENEW_MS);
  }

  async #look(): Promise<void> {
    const { self, nowMs } = this.#deps;
    if (this.#isFirstLook) await this.#read();
    const decision = decideFeeder({ self, entry: this.#entry?.value, unchangedForMs: nowMs() - this.#changedAtMs, isFirstLook: this.#isFirstLook });
    this.#isFirstLook = false;
    if (decision === 'wait') return;
    // To create what is there is refused by a KV that is there; if it is not there any more, nobody feeds the relay.
    const revision = await this.#write(decision === 'ask' ? undefined : this.#entry?.revision);
    if (revision === undefined) return this.#read();
    // Told to end meanwhile: `stop` waits for this turn and gives it back.
    this.#held = revision;
    if (!this.#isStopped) this.#deps.claimed();
  }

  async #renew(held: number): Promise<void> {
    const revision = await this.#write(held);
    if (revision !== undefined) return this.#hold(revision);
    const entry = await this.#deps.kv.get<RelayFeeder>(this.#key);
    // Written, and the answer got lost.
    if (entry && this.#isOurs(entry.value)) return this.#hold(entry.revision);
    // The bucket was lost with all that was in it; nobody else has it.
    const made = entry ? undefined : await this.#write(undefined);
    if (made !== undefined) return this.#hold(made);
    await this.#read();
    this.#lose(entry?.value.edgeId);
  }

  #write(revision: number | undefined): Promise<number | undefined> {
    const { kv, self, date, state } = this.#deps;
    const value: RelayFeeder = { ...self, heartbeatAt: date().toISOString(), state: state() };
    return revision === undefined ? kv.create(this.#key, value) : kv.update(this.#key, value, revision);
  }

  async #read(): Promise<void> {
    const entry = await this.#deps.kv.get<RelayFeeder>(this.#key);
    if (!entry) this.#entry = undefined;
    else if (entry.revision !== this.#lastRevision) this.#note(entry.value, entry.revision);
  }

  #note(value: RelayFeeder | undefined, revision: number): void {
    this.#lastRevision = revision;
    this.#entry = value && { value, revision };
    this.#changedAtMs = this.#deps.nowMs();
  }

  #hold(revision: number): void {
    // Lost while it was being written.
    if (this.#held !== undefined) this.#held = revision;
  }

  #lose(to: string | undefined): void {
    if (this.#held === undefined) return;
    this.#held = undefined;
    this.#deps.log.warn({ relayId: this.#deps.relayId, to }, 'another edge took a relay');
    this.#deps.lost();
    this.#soon(LOOK_MS);
  }

  #isOurs(value: RelayFeeder): boolean {
    return value.runId === this.#deps.self.runId;
  }
}

import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { StationLog } from '../log/station-log';
import { ChildrenRecord } from './children-file';
import { type ChildEnd, type ChildSpec, ManagedChild } from './managed-child';

/** What a program exits with when a setting is wrong (EX_CONFIG): starting it again would not help. */
const wrongSettings = 78;

/** Keeps all children running, and tells the log. */
export class Supervisor {
  readonly #children: ManagedChild[] = [];
  readonly #record: ChildrenRecord;
  #isStopping = false;
  #onRefused: (lines: string[]) => void = () => undefined;
  /** Resolves with what a child said when it refused its settings. */
  readonly settingsRefused: Promise<string[]>;

  constructor(dataDir: string, private readonly log: StationLog) {
    this.#record = new ChildrenRecord(dataDir, (error) => this.log.say('warn', `could not note which processes run: ${error.message}`));
    this.settingsRefused = new Promise((resolve) => (this.#onRefused = resolve));
  }

  /** Starts a child and keeps it running. */
  start(spec: ChildSpec): ManagedChild {
    const complaints: string[] = [];
    const child = new ManagedChild(spec, {
      onSpawn: (spawned) => {
        complaints.length = 0;
        if (spawned.pid !== undefined) this.#record.started(spec.name, spawned.pid, spec.stopSignal);
        this.#listen(spec, spawned, complaints);
      },
      onReady: (tookMs) => this.log.say('info', `${spec.name} is up`, { child: spec.name, tookMs: Math.round(tookMs) }),
      onEnd: (end) => this.#ended(spec, end, complaints),
    });
    this.#children.push(child);
    child.start();
    return child;
  }

  /** Whether every server has been up once: before, an app that misses one is nothing to warn of. */
  get #hasServers(): boolean {
    return this.#children.every((child) => child.spec.kind === 'app' || child.wasReady);
  }

  /** Servers' output goes to the files alone; an app's standard error is what it could not put into its log. */
  #listen({ name, kind }: ChildSpec, spawned: ChildProcess, complaints: string[]): void {
    const toTerminal = kind === 'app';
    if (spawned.stdout) {
      createInterface({ input: spawned.stdout }).on('line', (text) => this.log.heard(text, name, 'info', { toTerminal: toTerminal && this.#hasServers }));
    }
    if (!spawned.stderr) return;
    createInterface({ input: spawned.stderr }).on('line', (text) => {
      if (complaints.length < 50) complaints.push(text);
      // Node's own warnings are no errors of ours.
      const level = kind === 'server' || /^\(node:\d+\)|^\(Use `node --trace/.test(text) ? 'info' : 'error';
      this.log.heard(text, name, level, { toTerminal });
    });
  }

  #ended(spec: ChildSpec, end: ChildEnd, complaints: string[]): void {
    this.#record.ended(spec.name);
    if (end.code === wrongSettings && !end.wasReady && !this.#isStopping) return this.#onRefused([...complaints]);
    const how = end.error ? end.error.message : end.signal ? `killed by ${end.signal}` : `exit code ${String(end.code)}`;
    const when = end.againInMs === 0 ? 'at once' : `in ${end.againInMs / 1000} s`;
    const said = spec.kind === 'server' && !end.wasReady ? complaints.slice(-3).join(' · ') : '';
    this.log.say('warn', `${spec.name} ended (${how}), starts again ${when}${said && `: ${said}`}`, { child: spec.name, exitCode: end.code, signal: end.signal });
  }

  /** Ends the apps, then the servers they use. Returns once nothing runs any more. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const kind of ['app', 'server']) {
      const group = this.#children.filter((child) => child.spec.kind === kind);
      await Promise.all(
        group.map(async (child) => {
          await child.stop();
          this.#record.ended(child.spec.name);
        }),
      );
    }
  }

  /** Ends everything at once. */
  kill(): void {
    this.#isStopping = true;
    for (const child of this.#children) child.kill();
  }
}

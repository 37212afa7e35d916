import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A program on a host that can be killed and started again, with the same arguments and a log that goes on. */
export class HostProcess {
  #child;
  #exited = Promise.resolve();
  /** Ends that nobody asked for. */
  crashes = [];

  constructor(network, options) {
    this.network = network;
    this.options = options;
  }

  get name() {
    return this.options.name;
  }

  get host() {
    return this.options.host;
  }

  get isAlive() {
    return this.#child !== undefined;
  }

  get pid() {
    return this.#child?.pid;
  }

  /** The end of its log. */
  get lastWords() {
    return readFileSync(path.join(this.options.logs, `${this.name}.log`), 'utf8').slice(-1_500);
  }

  start() {
    const { name, host, file, args, env, logs, cwd } = this.options;
    mkdirSync(logs, { recursive: true });
    const log = openSync(path.join(logs, `${name}.log`), 'a');
    const [command, all] = this.network.command(host, file, args);
    const child = spawn(command, all, { cwd, env, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child = child;
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => this.#gone(child, error.message, resolve));
      child.once('exit', (code, signal) => this.#gone(child, signal ?? code, resolve));
    });
  }

  /** Ends it with a signal, KILL by default. Returns once it is gone. */
  async end(signal = 'SIGKILL') {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await this.#exited;
    clearTimeout(force);
  }

  #gone(child, reason, resolve) {
    if (this.#child === child) {
      this.#child = undefined;
      this.crashes.push({ name: this.name, reason, at: new Date().toISOString() });
    }
    resolve();
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestStation } from './start-station';

const main = path.resolve(__dirname, '../../../../apps/mixer/dist/main.js');

/** A mixer beside those of a station, with a folder and a name of its own; started again whenever it ends. */
export class ExtraMixer {
  #child: ChildProcess | undefined;
  #isStopped = false;

  constructor(private readonly station: TestStation, readonly instanceId: string) {
    this.#start();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  #start(): void {
    if (this.#isStopped) return;
    const { nats } = this.station;
    const { ports } = JSON.parse(readFileSync(path.join(this.station.dataDir, 'station.json'), 'utf8')) as { ports: { libraryMedia: number } };
    const folder = path.join(this.station.folder, this.instanceId);
    mkdirSync(folder, { recursive: true });
    this.#child = spawn(process.execPath, [main], {
      cwd: folder,
      env: {
        PATH: process.env.PATH, HOME: process.env.HOME, NATS_URL: nats.url, NATS_USER: nats.user, NATS_PASSWORD: nats.password,
        DATA_DIR: folder, SERVICE_INSTANCE: this.instanceId, LIBRARY_MEDIA_URL: `http://127.0.0.1:${ports.libraryMedia}`,
      },
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    this.#child.once('exit', () => this.#start());
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    // One that is stopped hears no SIGTERM.
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    await gone;
  }
}

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import roll from 'pino-roll';
import { asStationError } from '../data/writing';
import { type Level, type LogLine, isAtLeast, prettyLine, readLogLine } from './log-line';
import type { Terminal } from './terminal';

/** The same line again within this long is kept out of the terminal. */
const repeatMs = 10_000;
const closeWithinMs = 1_000;

type RollingFile = Awaited<ReturnType<typeof roll>>;

async function openFile(folder: string): Promise<RollingFile> {
  try {
    const file = await roll({ file: path.join(folder, 'station'), extension: '.log', size: '10m', limit: { count: 9, removeOtherLogFiles: true }, mkdir: true, mode: 0o640 });
    // It opens behind our back, and tells of a refusal by an event alone.
    await new Promise<void>((resolve, reject) => {
      file.once('ready', resolve);
      file.once('error', reject);
    });
    return file;
  } catch (error) {
    throw asStationError(folder, error);
  }
}

/** Where every line of the station and its children goes: all into rotated files, what matters to the terminal. */
export class StationLog {
  readonly #shown = new Map<string, number>();

  private constructor(private readonly file: RollingFile, private readonly terminal: Terminal, private readonly terminalLevel: Level) {}

  /**
   * Opens `logs/station.<n>.log` in the data folder: 10 MB each, the last ten are kept.
   *
   * @param level LOG_LEVEL; the terminal shows warnings and errors, with `debug` and `trace` everything
   * @throws StationError when it cannot be written
   */
  static async open(dataDir: string, terminal: Terminal, level: Level): Promise<StationLog> {
    const file = await openFile(path.join(dataDir, 'logs'));
    // A full disk must not end the station: the lines of that time are lost.
    file.on('error', () => undefined);
    return new StationLog(file, terminal, level === 'debug' || level === 'trace' ? level : 'warn');
  }

  write(line: LogLine, { toTerminal = true } = {}): void {
    this.file.write(`${JSON.stringify(line)}\n`);
    if (toTerminal && isAtLeast(line, this.terminalLevel) && !this.#isRepeated(line)) {
      this.terminal.line(prettyLine(line, { colour: this.terminal.isTerminal }));
    }
  }

  /** A line of the station itself. */
  say(level: Level, msg: string, fields: Record<string, unknown> = {}): void {
    this.write({ level, time: new Date().toISOString(), service: 'station', msg, ...fields });
  }

  /** A line that a child wrote. */
  heard(text: string, service: string, level: Level, options?: { toTerminal?: boolean }): void {
    if (text.trim() !== '') this.write(readLogLine(text, service, level, new Date()), options);
  }

  #isRepeated(line: LogLine): boolean {
    const key = `${line.service} ${line.level} ${line.msg}`;
    const now = performance.now();
    const before = this.#shown.get(key);
    for (const [other, at] of this.#shown) if (now - at > repeatMs) this.#shown.delete(other);
    if (before !== undefined && now - before <= repeatMs) return true;
    this.#shown.set(key, now);
    return false;
  }

  /**
   * Writes what is still to be written. A second at most: on a full disk that would never be done, and the file's own
   * flushSync tries for ever.
   */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.file.once('close', resolve));
    this.file.end();
    await Promise.race([closed, delay(closeWithinMs, undefined, { ref: false })]);
    this.file.destroy();
  }
}

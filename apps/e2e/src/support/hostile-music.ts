import { makeTone, tempFolder } from '@longwave/testing';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What becomes of a file: the title it is found by, or the code it is refused with. */
export type Fate = { title: string } | { code: string };

const threeHoursSeconds = 10_800;

/** Names that have broken programs. All hold a tone, without tags, so that the name is the title. */
const oddNames: [name: string, fate: Fate][] = [
  ['line\nbreak.mp3', { title: 'line break' }],
  ['🎧 música 電波.mp3', { title: '🎧 música 電波' }],
  [`"quo'tes" & <b>.mp3`, { title: `"quo'tes" & <b>` }],
  ['$(reboot); `id`.mp3', { title: '$(reboot); `id`' }],
  ['a..b.mp3', { title: 'a..b' }],
  ['%2e%2e%2fup.mp3', { title: '%2e%2e%2fup' }],
  ['..mp3', { title: 'Untitled' }],
  ['.hidden.mp3', { title: 'hidden' }],
  [`${'long'.repeat(62)}.mp3`, { title: 'long'.repeat(62) }],
];

/** Makes files aside, and puts them all at once into the music folder of a station that runs, as `mv` does. */
export class HostileMusic {
  /** What becomes of each file, by its name. */
  readonly fates = new Map<string, Fate>();
  readonly #workshop = tempFolder('hostile');
  readonly #made: { made: string; name: string }[] = [];
  #hz = 210;

  async putInto(folder: string): Promise<void> {
    for (const { made, name } of this.#made) await rename(made, path.join(folder, name));
  }

  /**
   * A tone of its own for each, since equal files would be one track, and so far apart that two of them in a crossfade
   * beat faster than the windows in which holes are looked for.
   *
   * @returns its frequency
   */
  private async tone(file: string, seconds: number, title?: string): Promise<number> {
    this.#hz += 50;
    await makeTone({ path: file, hz: this.#hz, seconds, format: 'mp3', tags: title === undefined ? {} : { title } });
    return this.#hz;
  }

  private async keep(name: string, from: string | Uint8Array, fate: Fate): Promise<void> {
    const made = path.join(this.#workshop, `${randomBytes(4).toString('hex')}.bin`);
    if (typeof from === 'string') await copyFile(from, made);
    else await writeFile(made, from);
    // What changed a moment ago is left alone, as if it were still being written.
    const anHourAgo = new Date((await stat(made)).mtimeMs - 3_600_000);
    await utimes(made, anHourAgo, anHourAgo);
    this.#made.push({ made, name });
    this.fates.set(name, fate);
  }

  /** Files that are none, all named as music. */
  async addBroken(): Promise<void> {
    await this.keep('random.mp3', randomBytes(400_000), { code: 'IMPORT_UNREADABLE' });
    await this.keep('empty.mp3', new Uint8Array(), { code: 'IMPORT_EMPTY' });
    await this.keep('text.mp3', Buffer.from('all work and no play\n'.repeat(3_000)), { code: 'IMPORT_UNREADABLE' });
    await this.keep('.random.mp3', randomBytes(50_000), { code: 'IMPORT_UNREADABLE' });
    await this.keep('list.mp3', Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n"), { code: 'IMPORT_UNREADABLE' });
  }

  async addOddNames(): Promise<void> {
    const made = path.join(this.#workshop, 'odd.mp3');
    for (const [name, fate] of oddNames) {
      await this.tone(made, 10);
      await this.keep(name, made, fate);
    }
  }

  /** Half of an MP3, cut in the middle of a frame. @returns its frequency */
  async addTruncated(title: string): Promise<number> {
    const made = path.join(this.#workshop, 'whole.mp3');
    const hz = await this.tone(made, 24, title);
    const bytes = await readFile(made);
    await this.keep('truncated.mp3', bytes.subarray(0, Math.floor(bytes.length / 2) + 101), { title });
    return hz;
  }

  /** An MP3 with a cover of noise of 20 MB. @returns its frequency */
  async addWithCover(title: string): Promise<number> {
    const [tone, raw, cover, both] = ['covered.mp3', 'cover.rgb', 'cover.png', 'both.mp3'].map((name) => path.join(this.#workshop, name)) as [string, string, string, string];
    const side = 2_580;
    const hz = await this.tone(tone, 12, title);
    await writeFile(raw, randomBytes(side * side * 3));
    await execute('ffmpeg', ['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${side}x${side}`, '-i', raw, '-frames:v', '1', '-compression_level', '1', cover]);
    await execute('ffmpeg', ['-v', 'error', '-y', '-i', tone, '-i', cover, '-map', '0', '-map', '1', '-c', 'copy', '-id3v2_version', '3', '-disposition:v', 'attached_pic', both]);
    expect((await stat(both)).size).toBeGreaterThan(19_900_000);
    await this.keep('cover.mp3', both, { title });
    return hz;
  }

  /** Three hours of a tone. @returns its frequency */
  async addThreeHours(title: string): Promise<number> {
    const minute = path.join(this.#workshop, 'minute.mp3');
    const whole = path.join(this.#workshop, 'hours.mp3');
    const hz = await this.tone(minute, 60, title);
    await execute('ffmpeg', ['-v', 'error', '-y', '-stream_loop', String(threeHoursSeconds / 60 - 1), '-i', minute, '-map_metadata', '0', '-c', 'copy', whole]);
    await this.keep('three hours.mp3', whole, { title });
    return hz;
  }
}

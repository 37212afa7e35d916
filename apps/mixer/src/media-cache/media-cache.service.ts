import type { TrackMediaDto } from '@longwave/contracts';
import { createLogger } from '@longwave/service';
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { instanceName, MixerConfig } from '../mixer.config';
import { downloadMedia, MediaFetchError } from './media.http-client';

/** What was asked for last is never thrown away, whatever the limit. */
const NEWEST_KEPT = 12;
const MAX_DOWNLOADS = 2;
const fileName = /^[0-9a-f]{64}$/;
const trackName = /^[0-9a-f-]{36}$/;
const noteName = /^[0-9a-f-]{36}\.json$/;

/**
 * The mixer's own copy of the music it needs next, by content hash, and what it has to know of each track: with the
 * library away it plays on from here. Bounded: the files not used for the longest time go first, and what is known of
 * their tracks goes with them; that is a kilobyte or so each and not counted. Other mixers may share the folder, so any
 * file may go at any time.
 */
@Injectable()
export class MediaCache {
  readonly folder: string;
  private readonly log = createLogger('media-cache');
  private readonly instance: string;
  private readonly maxBytes: number;
  private readonly libraryUrl: string;
  private readonly downloads = new Map<string, Promise<string>>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private isForgetting = false;
  private hasGone = false;

  constructor(@Inject(MixerConfig) config: MixerConfig) {
    this.folder = path.resolve(config.DATA_DIR, 'cache/mixer');
    this.maxBytes = config.MIXER_CACHE_MB * 1_000_000;
    this.libraryUrl = config.LIBRARY_MEDIA_URL;
    for (const name of ['files', 'tracks', 'partial', 'channels']) mkdirSync(path.join(this.folder, name), { recursive: true });
    this.instance = instanceName(config);
    // What this mixer had half downloaded when it was killed is of no use. Others may share the folder.
    for (const name of readdirSync(path.join(this.folder, 'partial'))) {
      if (name.startsWith(`${this.instance}~`)) rmSync(path.join(this.folder, 'partial', name), { force: true });
    }
  }

  /** Where the file lies, if it is here. */
  find(contentHash: string): string | undefined {
    const file = this.fileOf(contentHash);
    return file !== undefined && existsSync(file) ? file : undefined;
  }

  /** What is known of a track that was cached once, and whose file is still here. */
  findTrack(trackId: string): TrackMediaDto | undefined {
    if (!trackName.test(trackId)) return undefined;
    const media = readJson<TrackMediaDto>(path.join(this.folder, 'tracks', `${trackId}.json`));
    return media && this.find(media.contentHash) !== undefined ? media : undefined;
  }

  /**
   * Makes sure that a track's bytes are here, and remembers what is known of it.
   *
   * @returns the file
   * @throws MediaFetchError
   */
  async fetch(media: TrackMediaDto): Promise<string> {
    const here = this.find(media.contentHash);
    const file = here !== undefined && touch(here) ? here : await this.download(media);
    this.write(path.join(this.folder, 'tracks', `${media.track.trackId}.json`), media);
    return file;
  }

  /** A small note of a channel that outlives the process. */
  readNote<T>(channelId: number, name: string): T | undefined {
    return readJson<T>(this.noteOf(channelId, name));
  }

  writeNote(channelId: number, name: string, value: object): void {
    this.write(this.noteOf(channelId, name), value);
  }

  /** The file that always holds a channel's position. */
  positionFile(channelId: number): string {
    return path.join(this.folder, 'channels', `${channelId}.position`);
  }

  /** Notes are for the time after a restart: a full disk must not stop what plays now. */
  private write(file: string, value: object): void {
    try {
      writeWhole(file, value);
    } catch (err) {
      this.log.warn({ err }, 'a note could not be written');
    }
  }

  private noteOf(channelId: number, name: string): string {
    return path.join(this.folder, 'channels', `${channelId}.${name}.json`);
  }

  /** Undefined for what is no content hash, and so no name of a file of ours. */
  private fileOf(contentHash: string): string | undefined {
    return fileName.test(contentHash) ? path.join(this.folder, 'files', contentHash) : undefined;
  }

  private download(media: TrackMediaDto): Promise<string> {
    const { contentHash } = media;
    const running = this.downloads.get(contentHash);
    if (running) return running;
    const download = this.inTurn(() => this.downloadNow(media)).finally(() => this.downloads.delete(contentHash));
    this.downloads.set(contentHash, download);
    return download;
  }

  private async downloadNow(media: TrackMediaDto): Promise<string> {
    const file = this.fileOf(media.contentHash);
    if (file === undefined) throw new MediaFetchError('not a content hash', true);
    if (media.bytes > this.maxBytes) throw new MediaFetchError('the file is larger than the whole cache', true);
    this.makeRoom(media.bytes);
    const partial = path.join(this.folder, 'partial', `${this.instance}~${randomUUID()}`);
    try {
      await downloadMedia(new URL(media.url, this.libraryUrl), media, partial);
      renameSync(partial, file);
      this.log.debug({ trackId: media.track.trackId, bytes: media.bytes }, 'cached');
      return file;
    } finally {
      rmSync(partial, { force: true });
    }
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= MAX_DOWNLOADS) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }

  private makeRoom(bytes: number): void {
    const folder = path.join(this.folder, 'files');
    const files = readdirSync(folder).flatMap((name) => {
      const facts = statSync(path.join(folder, name), { throwIfNoEntry: false });
      return facts ? [{ name, size: facts.size, mtimeMs: facts.mtimeMs }] : [];
    });
    let total = files.reduce((sum, { size }) => sum + size, bytes);
    if (total <= this.maxBytes) return;
    void this.forgetGone();
    files.sort((a, b) => a.mtimeMs - b.mtimeMs);
    for (const { name, size } of files.slice(0, -NEWEST_KEPT)) {
      if (total <= this.maxBytes) return;
      // A decoder that still reads it keeps what it opened.
      rmSync(path.join(folder, name), { force: true });
      total -= size;
    }
  }

  /** Removes the notes of tracks whose file went, now or before, whoever threw it away. */
  private async forgetGone(): Promise<void> {
    this.hasGone = true;
    if (this.isForgetting) return;
    this.isForgetting = true;
    try {
      while (this.hasGone) {
        this.hasGone = false;
        await this.lookThroughNotes();
      }
    } catch (err) {
      this.log.warn({ err }, 'what is known of tracks that went could not be removed');
    } finally {
      this.isForgetting = false;
    }
  }

  private async lookThroughNotes(): Promise<void> {
    const folder = path.join(this.folder, 'tracks');
    for (const name of (await readdir(folder)).filter((one) => noteName.test(one))) {
      const note = path.join(folder, name);
      const text = await readFile(note, 'utf8').catch(() => undefined);
      // In one go with the look for the file: a note is written after its file is there.
      if (text !== undefined && this.find(parse<TrackMediaDto>(text)?.contentHash ?? '') === undefined) rmSync(note, { force: true });
    }
  }
}

/** It was used now. @returns false when it is gone */
function touch(file: string): boolean {
  try {
    const now = new Date();
    utimesSync(file, now, now);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** A whole file or none, whenever the process ends. */
function writeWhole(file: string, value: object): void {
  const draft = `${file}.${process.pid}.draft`;
  try {
    writeFileSync(draft, JSON.stringify(value), { mode: 0o600 });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function readJson<T>(file: string): T | undefined {
  try {
    return parse<T>(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Undefined for what a broken disk made of it. */
function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

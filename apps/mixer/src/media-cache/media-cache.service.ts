import type { TrackMediaDto } from '@longwave/contracts';
import { createLogger } from '@longwave/service';
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { instanceName, MixerConfig } from '../mixer.config';
import { downloadMedia, MediaFetchError } from './media.http-client';

/** What was asked for last is never thrown away, whatever the limit. */
const NEWEST_KEPT = 12;
const MAX_DOWNLOADS = 2;
const fileName = /^[0-9a-f]{64}$/;
const trackName = /^[0-9a-f-]{36}$/;

/**
 * The mixer's own copy of the music it needs next, by content hash, and what it has to know of each track: with the
 * library away it plays on from here. Bounded: the files not used for the longest time go first.
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
    const file = this.find(media.contentHash) ?? (await this.download(media));
    this.touch(file);
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
    const files = readdirSync(folder).map((name) => {
      const { size, mtimeMs } = statSync(path.join(folder, name));
      return { name, size, mtimeMs };
    });
    let total = files.reduce((sum, { size }) => sum + size, bytes);
    if (total <= this.maxBytes) return;
    files.sort((a, b) => a.mtimeMs - b.mtimeMs);
    for (const { name, size } of files.slice(0, -NEWEST_KEPT)) {
      if (total <= this.maxBytes) return;
      // A decoder that still reads it keeps what it opened.
      rmSync(path.join(folder, name), { force: true });
      total -= size;
    }
  }

  private touch(file: string): void {
    const now = new Date();
    utimesSync(file, now, now);
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
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

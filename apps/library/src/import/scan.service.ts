import type { ImportStatusDto, RefusedFileDto } from '@longwave/contracts';
import { cleanText } from '@longwave/audio';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { isUnavailable } from '../is-unavailable';
import { PlaylistNotifier } from '../playlists/playlist-notifier';
import { fittingInReply } from '../reply-size';
import { TrackRepository } from '../tracks/track.repository';
import { FailedImports, retryAfterMs } from './failed-imports';
import { FileImporter } from './file-importer';
import type { FoundFile, ImportOutcome } from './file-importer';
import { isNoSpace } from './is-no-space';
import type { MusicFileEntity } from './music-file.entity';
import { MusicFileRepository } from './music-file.repository';
import type { KnownFile } from './music-file.repository';
import { ScanProgress } from './scan-progress';
import { TagReader } from './tag-reader';
import { walkMusic } from './walk-music';
import type { WalkEntry } from './walk-music';

export interface ScanOptions {
  root: string;
  /** 0: only at the start and when told to, and for what failed through no fault of the file. */
  rescanMs: number;
  /** A file changed within this time is being written, most likely, and waits for the next scan. */
  settleMs: number;
  /** Files looked at side by side. */
  concurrency: number;
  /** Runs before the first scan, once the database is there; calls back when there is something new to scan. */
  prepare: (scanNow: () => void) => Promise<void>;
}

interface Differences {
  /** How many are as they were. */
  unchanged: number;
  /** New or changed, or failed before and due again. */
  fresh: FoundFile[];
  /** Failed before, and not due yet. */
  putOff: FoundFile[];
  /** Paths that were there and are not. */
  missing: string[];
  /** Paths that were missing and are there again, as they were. */
  found: string[];
  /** Files that are being written. */
  waiting: number;
}

/** After a scan that found files being written. */
const SOON_MS = 2_500;
/** The longest pause after scans that were broken off: the database may be back any moment. */
const LAST_RETRY_MS = 60_000;
const MAX_REFUSED_LISTED = 200;

/** Scans the music folder at the start, from time to time and when told to; never two scans at once. */
@Injectable()
export class ScanService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = createLogger('scan');
  private readonly progress = new ScanProgress();
  private readonly failed = new FailedImports();
  private readonly closing = new AbortController();
  private brokenOff = 0;
  private timer: NodeJS.Timeout | undefined;
  private scanning: Promise<void> | undefined;
  private isWantedAgain = false;
  private isPrepared = false;

  constructor(
    private readonly files: MusicFileRepository,
    private readonly tracks: TrackRepository,
    private readonly importer: FileImporter,
    private readonly notifier: PlaylistNotifier,
    private readonly tagReader: TagReader,
    private readonly options: ScanOptions,
  ) {}

  onApplicationBootstrap(): void {
    // Not waited for: the service answers from the start, whether the database is there yet or not.
    this.files.whenReady().then(
      () => this.scanSoon(0),
      () => undefined,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    clearTimeout(this.timer);
    await this.scanning;
    await this.tagReader.close();
  }

  async status(): Promise<ImportStatusDto> {
    // Taken before the database is asked: what is said to be done must be in what it answers.
    const isScanning = this.scanning !== undefined;
    const { found, done } = this.progress;
    const [tracks, refused] = await Promise.all([this.tracks.countPlayable(), this.files.refused(this.options.root, MAX_REFUSED_LISTED)]);
    return { isScanning, found, done, tracks, refused: fittingInReply(this.withFailed(refused.map(toRefusedDto))) };
  }

  /** Scans now, or once more after the scan that runs. */
  start(): Promise<ImportStatusDto> {
    this.failed.retryNow();
    this.scanNow();
    return this.status();
  }

  scanNow(): void {
    if (this.closing.signal.aborted) return;
    if (this.scanning !== undefined) {
      this.isWantedAgain = true;
      return;
    }
    clearTimeout(this.timer);
    this.scanning = this.scan()
      .catch((err: unknown) => {
        if (!this.closing.signal.aborted) this.logger.warn({ err }, 'the scan was broken off; it is tried again');
        this.brokenOff += 1;
        return Math.min(retryAfterMs(this.brokenOff), LAST_RETRY_MS);
      })
      .then((nextMs) => {
        this.scanning = undefined;
        const isWanted = this.isWantedAgain;
        this.isWantedAgain = false;
        if (isWanted) this.scanNow();
        else if (nextMs !== undefined) this.scanSoon(nextMs);
      });
  }

  private scanSoon(ms: number): void {
    if (this.closing.signal.aborted) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.scanNow(), ms).unref();
  }

  /** @returns how long until the next scan; undefined for none */
  private async scan(): Promise<number | undefined> {
    const { root } = this.options;
    if (!this.isPrepared) {
      await this.options.prepare(() => this.scanNow());
      if ((await this.files.markOtherRootsMissing(root, new Date())) > 0) this.notifier.changed();
      this.isPrepared = true;
    }
    const known = await this.files.knownOf(root);
    const { fresh, missing, found, waiting } = await this.compare(known);
    await this.files.markMissing(root, missing, new Date());
    await this.files.markFound(root, found);
    if (missing.length + found.length > 0) this.notifier.changed();
    const changing = await this.importAll(fresh);
    await this.tagReader.close();
    this.brokenOff = 0;
    return this.nextScanMs(waiting + changing > 0);
  }

  private nextScanMs(isSoon: boolean): number | undefined {
    const { rescanMs } = this.options;
    const regularMs = rescanMs === 0 ? Infinity : Math.min(rescanMs, isSoon ? SOON_MS : rescanMs);
    const nextMs = Math.min(regularMs, this.failed.dueInMs(performance.now()));
    return Number.isFinite(nextMs) ? nextMs : undefined;
  }

  /** What differs between the folder and what is known of it. */
  private async compare(known: ReadonlyMap<string, KnownFile>): Promise<Differences> {
    const unseen = new Set(known.keys());
    const differences: Differences = { unchanged: 0, fresh: [], putOff: [], missing: [], found: [], waiting: 0 };
    for await (const entry of this.walk()) {
      unseen.delete(entry.path);
      await this.sort(entry, known.get(entry.path), differences);
    }
    differences.missing = [...unseen].filter((path) => known.get(path)?.isMissing === false);
    const { fresh, putOff } = differences;
    this.failed.keepOnly([...fresh, ...putOff]);
    // The smallest first, so that there is something to play as early as can be; after all of them those that failed before.
    fresh.sort((a, b) => this.failed.failuresOf(a) - this.failed.failuresOf(b) || a.bytes - b.bytes);
    this.progress.begin(differences.unchanged + putOff.length, fresh.length);
    return differences;
  }

  private async sort(entry: WalkEntry, before: KnownFile | undefined, differences: Differences): Promise<void> {
    const { root, settleMs } = this.options;
    if (entry.kind === 'problem') {
      differences.unchanged += 1;
      if (before?.message !== entry.message) await this.importer.refuseProblem({ root, path: entry.path, bytes: 0, mtimeMs: 0 }, entry.message);
      else if (before.isMissing) differences.found.push(entry.path);
      return;
    }
    const { path, bytes, mtimeMs } = entry;
    const file = { root, path, bytes, mtimeMs };
    const ageMs = Date.now() - mtimeMs;
    if (before?.bytes === bytes && before.mtimeMs === mtimeMs) {
      differences.unchanged += 1;
      if (before.isMissing) differences.found.push(path);
    } else if (ageMs >= 0 && ageMs < settleMs) differences.waiting += 1;
    else if (this.failed.isPutOff(file, performance.now())) differences.putOff.push(file);
    else differences.fresh.push(file);
  }

  private async *walk(): AsyncGenerator<WalkEntry> {
    try {
      for await (const entry of walkMusic(this.options.root)) {
        this.closing.signal.throwIfAborted();
        yield entry;
      }
    } catch (err) {
      this.closing.signal.throwIfAborted();
      if (isUnavailable(err)) throw err;
      // Its files are not there then: a drive that is not mounted. They are known again as soon as it is.
      this.logger.error({ err, folder: this.options.root }, 'the music folder cannot be read');
    }
  }

  /** @returns how many files changed while they were looked at */
  private async importAll(fresh: readonly FoundFile[]): Promise<number> {
    const queue = [...fresh];
    let changing = 0;
    const work = async (): Promise<void> => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        this.closing.signal.throwIfAborted();
        if ((await this.importOne(file)) === 'changing') changing += 1;
      }
    };
    const workers = Array.from({ length: this.options.concurrency }, async () =>
      work().catch((error: unknown) => {
        // The others stop as well.
        queue.length = 0;
        throw error;
      }),
    );
    const results = await Promise.allSettled(workers);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    if (fresh.length > 0) this.logger.info({ files: fresh.length, tracks: await this.tracks.countPlayable() }, 'the music folder is imported');
    return changing;
  }

  private async importOne(file: FoundFile): Promise<ImportOutcome['outcome'] | 'failed'> {
    try {
      // Another one failed meanwhile for a reason that this one shares.
      if (this.failed.isPutOff(file, performance.now())) return 'failed';
      const { outcome } = await this.importer.import(file, this.closing.signal);
      this.failed.forget(file.path);
      if (outcome === 'imported') this.notifier.changed();
      return outcome;
    } catch (err) {
      this.closing.signal.throwIfAborted();
      const isAway = isUnavailable(err);
      // A database that is away is no reason of this file's; one without room for it is, as far as anybody can tell.
      if (isAway && !isNoSpace(err)) throw err;
      const { code } = this.failed.add(file, err, { nowMs: performance.now(), at: new Date() });
      this.logger.warn({ err, path: file.path, code }, 'a file could not be looked at; it is tried again');
      if (isAway) throw err;
      // A full disk, a bad sector, a file that went away: the others are looked at all the same.
      return 'failed';
    } finally {
      this.progress.advance();
      this.sayProgress();
    }
  }

  /** What failed is not in the database, which may be what failed. */
  private withFailed(refused: readonly RefusedFileDto[]): RefusedFileDto[] {
    const failed = this.failed.list();
    const paths = new Set(failed.map(({ path }) => path));
    return [...failed, ...refused.filter(({ path }) => !paths.has(path))].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, MAX_REFUSED_LISTED);
  }

  private sayProgress(): void {
    const { found, done } = this.progress;
    if (this.progress.isWorthSaying(performance.now())) this.logger.info({ done, found }, 'importing');
  }
}

function toRefusedDto({ path, code, message, lookedAt }: MusicFileEntity): RefusedFileDto {
  return { path: cleanText(path, 1_000), code: code ?? '', message: message ?? '', at: lookedAt.toISOString() };
}

import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import { cleanText } from '@longwave/audio';
import { randomUUID } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { CoverStore, MAX_COVER_BYTES } from '../covers/cover-store';
import type { TrackEntity } from '../tracks/track.entity';
import { TrackRepository } from '../tracks/track.repository';
import { analyseAudio } from './analyse-audio';
import type { AnalysisResult } from './analyse-audio';
import { claimsToBeMusic } from './claims-to-be-music';
import { detectAudioFormat } from './detect-audio-format';
import type { AudioFormat } from './detect-audio-format';
import { filePath } from './file-path';
import { hashFile } from './hash-file';
import { isAppleDouble } from './is-apple-double';
import type { MusicFileEntity } from './music-file.entity';
import { MusicFileRepository } from './music-file.repository';
import { TagReader } from './tag-reader';
import type { Tags } from './tags';
import { trackFacts } from './track-facts';

/** Larger files are no songs. */
export const MAX_FILE_BYTES = 2 * 1024 ** 3;
const MIN_DURATION_MS = 1_000;

/** A file as the walk found it. */
export interface FoundFile {
  root: string;
  path: string;
  bytes: number;
  mtimeMs: number;
}

export type RefusalCode = 'IMPORT_UNREADABLE' | 'IMPORT_EMPTY' | 'IMPORT_TOO_LARGE' | 'IMPORT_TOO_SHORT';
export interface Refusal {
  code: RefusalCode;
  message: string;
}

export type ImportOutcome = { outcome: 'imported' } | { outcome: 'refused'; refusal: Refusal } | { outcome: 'no-music' } | { outcome: 'changing' };

/** Looks at one file: takes it, or records why not. */
@Injectable()
export class FileImporter {
  private readonly logger = createLogger('import');

  constructor(
    private readonly files: MusicFileRepository,
    private readonly tracks: TrackRepository,
    private readonly covers: CoverStore,
    private readonly tagReader: TagReader,
  ) {}

  /**
   * @throws what is no fault of the file: the database is away, the disk full, ffmpeg missing, or `signal` was given.
   *   Nothing is recorded then, so that the next scan looks again.
   */
  async import(file: FoundFile, signal: AbortSignal): Promise<ImportOutcome> {
    if (file.bytes === 0) return this.refuseNoMusic(file, { code: 'IMPORT_EMPTY', message: 'the file is empty' });
    if (file.bytes > MAX_FILE_BYTES) return this.refuse(file, { code: 'IMPORT_TOO_LARGE', message: `the file has more than ${MAX_FILE_BYTES / 1024 ** 3} GB` });
    const absolute = filePath(file.root, file.path);
    if (await isAppleDouble(absolute)) return this.passOver(file);
    const format = await formatOf(absolute);
    if (typeof format === 'object') return this.refuse(file, format);
    if (format === undefined) return this.refuseNoMusic(file, { code: 'IMPORT_UNREADABLE', message: 'its content is none of MP3, FLAC, Ogg, M4A, AAC and WAV' });
    const contentHash = await hashFile(absolute, signal);
    const known = await this.tracks.findByHash(contentHash);
    if (known !== null) return this.addFile(file, known.trackId);
    return this.importNew(file, format, contentHash, signal);
  }

  /** Records what the walk could not look at. */
  async refuseProblem(file: FoundFile, message: string): Promise<void> {
    await this.refuse(file, { code: 'IMPORT_UNREADABLE', message });
  }

  private async importNew(file: FoundFile, format: AudioFormat, contentHash: string, signal: AbortSignal): Promise<ImportOutcome> {
    const absolute = filePath(file.root, file.path);
    const [result, reply] = await Promise.all([
      analyseAudio(absolute, format, signal),
      this.tagReader.read({ file: absolute, format, maxCoverBytes: MAX_COVER_BYTES }),
    ]);
    if (!(await isUnchanged(file))) return { outcome: 'changing' };
    const refusal = refusalOf(result);
    if (refusal !== undefined || result.outcome !== 'sound') return this.refuse(file, refusal ?? { code: 'IMPORT_UNREADABLE', message: 'it could not be decoded' });
    if ('problem' in reply) this.logger.warn({ path: file.path, problem: reply.problem }, 'the tags of a file could not be read');
    const tags: Tags = 'tags' in reply ? reply.tags : {};
    const { coverHash, note } = await this.storeCover(tags);
    const trackId = randomUUID();
    const track: TrackEntity = {
      trackId, contentHash, coverHash, format, bytes: file.bytes, provider: 'local', uri: `local:${trackId}`, addedAt: new Date(), ...trackFacts(tags, file.path), ...result.analysis,
    };
    await this.files.saveTrack(track, { ...rowOf(file), code: note?.code ?? null, message: note?.message ?? null });
    if (note !== undefined) this.logger.warn({ path: file.path, ...note }, 'imported without its cover');
    return { outcome: 'imported' };
  }

  private async storeCover({ cover, tooLargeCoverBytes }: Tags): Promise<{ coverHash: string | null; note?: Refusal }> {
    if (tooLargeCoverBytes !== undefined) {
      const message = `imported without its cover, which has ${(tooLargeCoverBytes / 1e6).toFixed(0)} MB; at most ${MAX_COVER_BYTES / 1024 ** 2} are taken`;
      return { coverHash: null, note: { code: 'IMPORT_TOO_LARGE', message } };
    }
    if (cover === undefined || cover.length === 0) return { coverHash: null };
    const stored = await this.covers.store(cover);
    if (stored.outcome === 'stored') return { coverHash: stored.coverHash };
    return { coverHash: null, note: { code: stored.code, message: `imported without its cover: ${stored.message}` } };
  }

  private async addFile(file: FoundFile, trackId: string): Promise<ImportOutcome> {
    if (!(await isUnchanged(file))) return { outcome: 'changing' };
    await this.files.save({ ...rowOf(file), trackId });
    return { outcome: 'imported' };
  }

  /** What is no music is refused when its name promises some; else it is of no interest to anybody. */
  private refuseNoMusic(file: FoundFile, refusal: Refusal): Promise<ImportOutcome> {
    return claimsToBeMusic(file.path) ? this.refuse(file, refusal) : this.passOver(file);
  }

  private async passOver(file: FoundFile): Promise<ImportOutcome> {
    await this.files.save(rowOf(file));
    return { outcome: 'no-music' };
  }

  private async refuse(file: FoundFile, refusal: Refusal): Promise<ImportOutcome> {
    const { code } = refusal;
    const message = cleanText(refusal.message, 500);
    await this.files.save({ ...rowOf(file), code, message });
    this.logger.warn({ path: file.path, code, reason: message }, 'a file was not taken');
    return { outcome: 'refused', refusal };
  }
}

function refusalOf(result: AnalysisResult): Refusal | undefined {
  if (result.outcome === 'unreadable') return { code: 'IMPORT_UNREADABLE', message: result.message };
  if (result.analysis.durationMs < MIN_DURATION_MS) return { code: 'IMPORT_TOO_SHORT', message: 'it holds less than a second of sound' };
  return undefined;
}

function rowOf({ root, path, bytes, mtimeMs }: FoundFile): MusicFileEntity {
  return { root, path, bytes, mtimeMs, trackId: null, code: null, message: null, lookedAt: new Date(), missingSince: null };
}

async function formatOf(absolute: string): Promise<AudioFormat | Refusal | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(absolute, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Out of file handles, say, is no fault of the file.
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    return { code: 'IMPORT_UNREADABLE', message: 'it may not be read by this account' };
  }
  try {
    return await detectAudioFormat(async (offset, length) => {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    });
  } finally {
    await handle.close();
  }
}

async function isUnchanged({ root, path, bytes, mtimeMs }: FoundFile): Promise<boolean> {
  const now = await stat(filePath(root, path)).catch(() => undefined);
  return now?.size === bytes && now.mtimeMs === mtimeMs;
}

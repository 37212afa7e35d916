import { MediaProcessError, runFfmpeg } from '@longwave/media-process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { imageType } from './image-type';
import type { ImageType } from './image-type';

/** A picture as large is kept as it is. */
const KEPT_BYTES = 5 * 1024 * 1024;
/** A larger one is not even looked at. */
export const MAX_COVER_BYTES = 20 * 1024 * 1024;
const MAX_SIDE_PIXELS = 1_000;
const SCALE_TIMEOUT_MS = 15_000;

export type StoredCover = { outcome: 'stored'; coverHash: string } | { outcome: 'refused'; code: 'IMPORT_TOO_LARGE' | 'IMPORT_UNREADABLE'; message: string };

export interface OpenCover {
  handle: FileHandle;
  bytes: number;
  contentType: ImageType;
}

/** Covers on disk, by the hash of their bytes. */
export class CoverStore {
  constructor(private readonly folder: string) {}

  /**
   * Keeps a picture. Up to 5 MB as it is, up to 20 MB as a JPEG of at most 1000 pixels a side.
   *
   * @throws the file system's error, as when the disk is full; nothing half-written stays
   */
  async store(bytes: Uint8Array): Promise<StoredCover> {
    if (bytes.length > MAX_COVER_BYTES) {
      return { outcome: 'refused', code: 'IMPORT_TOO_LARGE', message: `the cover has ${Math.round(bytes.length / 1e6)} MB; at most ${MAX_COVER_BYTES / 1024 / 1024} are taken` };
    }
    const type = imageType(bytes);
    if (type === undefined) return { outcome: 'refused', code: 'IMPORT_UNREADABLE', message: 'the cover is no JPEG, PNG, WebP or GIF' };
    if (bytes.length <= KEPT_BYTES) return { outcome: 'stored', coverHash: await this.keep(bytes) };
    const scaled = await this.scale(bytes, type);
    if (scaled === undefined) return { outcome: 'refused', code: 'IMPORT_UNREADABLE', message: 'the cover is large and could not be made smaller' };
    return { outcome: 'stored', coverHash: await this.keep(scaled) };
  }

  /** @returns undefined when there is none */
  async open(coverHash: string): Promise<OpenCover | undefined> {
    let handle: FileHandle;
    try {
      handle = await open(this.fileOf(coverHash), 'r');
    } catch {
      return undefined;
    }
    const head = new Uint8Array(12);
    await handle.read(head, 0, head.length, 0);
    const contentType = imageType(head);
    if (contentType !== undefined) return { handle, bytes: (await handle.stat()).size, contentType };
    await handle.close();
    return undefined;
  }

  private async keep(bytes: Uint8Array): Promise<string> {
    const coverHash = createHash('sha256').update(bytes).digest('hex');
    const file = this.fileOf(coverHash);
    const there = await stat(file).catch(() => undefined);
    if (there?.size !== bytes.length) await this.writeWhole(file, bytes);
    return coverHash;
  }

  private async writeWhole(file: string, bytes: Uint8Array): Promise<void> {
    await mkdir(path.dirname(file), { recursive: true });
    const draft = `${file}.${randomUUID()}.draft`;
    try {
      await writeFile(draft, bytes);
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  private async scale(bytes: Uint8Array, type: ImageType): Promise<Uint8Array | undefined> {
    await mkdir(this.folder, { recursive: true });
    const original = path.join(this.folder, `${randomUUID()}.draft`);
    try {
      await writeFile(original, bytes);
      const fit = `scale=w='min(${MAX_SIDE_PIXELS},iw)':h='min(${MAX_SIDE_PIXELS},ih)':force_original_aspect_ratio=decrease`;
      const demuxer = type === 'image/gif' ? 'gif' : `${type.slice('image/'.length)}_pipe`;
      const { stdout } = await runFfmpeg({
        // The demuxer is given, so that a picture that is a playlist in disguise is not taken for one.
        args: ['-v', 'error', '-f', demuxer, '-i', `file:${original}`, '-frames:v', '1', '-vf', fit, '-c:v', 'mjpeg', '-q:v', '4', '-f', 'image2pipe', '-'],
        timeoutMs: SCALE_TIMEOUT_MS,
        maxOutputBytes: KEPT_BYTES,
      });
      return imageType(stdout) === undefined ? undefined : stdout;
    } catch (error) {
      // A picture that ffmpeg cannot read costs the track its cover, nothing more. A full disk is no fault of the picture.
      if (!(error instanceof MediaProcessError) || error.failure === 'spawn') throw error;
      return undefined;
    } finally {
      await rm(original, { force: true });
    }
  }

  private fileOf(coverHash: string): string {
    return path.join(this.folder, coverHash.slice(0, 2), coverHash);
  }
}

import { AppError } from '@longwave/contracts';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { CoverStore } from '../covers/cover-store';
import { TrackRepository } from '../tracks/track.repository';
import { filePath } from '../import/file-path';
import { isUnavailable } from '../is-unavailable';
import { MusicFolder } from './music-folder';
import type { TrackFile } from '../tracks/track.repository';

/** An open file, to be closed by who asked for it. */
export interface OpenMedia {
  handle: FileHandle;
  bytes: number;
  contentType: string;
}

const mediaTypes: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg', flac: 'audio/flac', ogg: 'audio/ogg', mov: 'audio/mp4', aac: 'audio/aac', wav: 'audio/wav',
};
const REMEMBERED_FILES = 2_000;

/** Finds the files behind hashes. Those found lately are found without the database too. */
@Injectable()
export class MediaFiles {
  private readonly known = new Map<string, readonly TrackFile[]>();

  constructor(
    private readonly tracks: TrackRepository,
    private readonly covers: CoverStore,
    private readonly folder: MusicFolder,
  ) {}

  /**
   * @returns undefined when no file with this content is there any more
   * @throws AppError `SERVICE_UNAVAILABLE` when one may be there but cannot be read now: its drive is not mounted or does
   *   not answer, or there are no open files to spare. Whoever asked for it must not take it for gone.
   */
  async openTrack(contentHash: string): Promise<OpenMedia | undefined> {
    let unread: unknown;
    for (const file of await this.filesOf(contentHash)) {
      try {
        const opened = await openUnchanged(file);
        if (opened) return opened;
      } catch (error) {
        if (!(await this.isGone(file, error))) unread ??= error;
      }
    }
    if (unread !== undefined) throw new AppError('SERVICE_UNAVAILABLE', 'the file cannot be read just now', {}, { cause: unread });
    // After a scan no file of a drive that is not mounted counts as there.
    if (!(await this.folder.isThere())) throw new AppError('SERVICE_UNAVAILABLE', 'the music folder is away', {});
    return undefined;
  }

  openCover(coverHash: string): Promise<OpenMedia | undefined> {
    return this.covers.open(coverHash);
  }

  /** Reads where the files with these contents are, so that they are found when the database is away. */
  async remember(contentHashes: readonly string[]): Promise<void> {
    const files = await this.tracks.filesOf(contentHashes);
    for (const contentHash of contentHashes) {
      // Set anew, it becomes the youngest.
      this.known.delete(contentHash);
      this.known.set(contentHash, files.filter((file) => file.contentHash === contentHash));
    }
    for (const oldest of this.known.keys()) {
      if (this.known.size <= REMEMBERED_FILES) break;
      this.known.delete(oldest);
    }
  }

  private async isGone({ root }: TrackFile, error: unknown): Promise<boolean> {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return false;
    return root !== this.folder.root || (await this.folder.isThere());
  }

  private async filesOf(contentHash: string): Promise<readonly TrackFile[]> {
    try {
      await this.remember([contentHash]);
    } catch (error) {
      if (!isUnavailable(error) || !this.known.has(contentHash)) throw error;
    }
    return this.known.get(contentHash) ?? [];
  }
}

/**
 * A file that has another size or time than when it was hashed would break the promise of its address.
 *
 * @throws the file system's error
 */
async function openUnchanged(file: TrackFile): Promise<OpenMedia | undefined> {
  const handle = await open(filePath(file.root, file.path), 'r');
  let isKept = false;
  try {
    const facts = await handle.stat();
    isKept = facts.size === file.bytes && facts.mtimeMs === file.mtimeMs;
    return isKept ? { handle, bytes: facts.size, contentType: mediaTypes[file.format] ?? 'application/octet-stream' } : undefined;
  } finally {
    if (!isKept) await handle.close();
  }
}

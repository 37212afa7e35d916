import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { CoverStore } from '../covers/cover-store';
import { TrackRepository } from '../tracks/track.repository';
import { filePath } from '../import/file-path';
import { isUnavailable } from '../is-unavailable';
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
  ) {}

  /** @returns undefined when no file with this content is there any more */
  async openTrack(contentHash: string): Promise<OpenMedia | undefined> {
    for (const file of await this.filesOf(contentHash)) {
      const opened = await openUnchanged(file);
      if (opened) return opened;
    }
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

  private async filesOf(contentHash: string): Promise<readonly TrackFile[]> {
    try {
      await this.remember([contentHash]);
    } catch (error) {
      if (!isUnavailable(error) || !this.known.has(contentHash)) throw error;
    }
    return this.known.get(contentHash) ?? [];
  }
}

/** A file that has another size or time than when it was hashed would break the promise of its address. */
async function openUnchanged(file: TrackFile): Promise<OpenMedia | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(filePath(file.root, file.path), 'r');
  } catch {
    return undefined;
  }
  const facts = await handle.stat().catch(() => undefined);
  if (facts?.size === file.bytes && facts.mtimeMs === file.mtimeMs) {
    return { handle, bytes: facts.size, contentType: mediaTypes[file.format] ?? 'application/octet-stream' };
  }
  await handle.close();
  return undefined;
}

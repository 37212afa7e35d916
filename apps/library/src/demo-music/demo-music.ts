import { lowerPriority, runFfmpeg } from '@longwave/media-process';
import { createLogger } from '@longwave/service';
import type { OnApplicationShutdown } from '@nestjs/common';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compiledFile } from '../compiled-file';
import type { Piece } from './compose/piece';
import { pieces } from './pieces';
import type { RenderReply, RenderRequest } from './render-demo.child';

/** Says that all pieces were made once: what an operator deletes afterwards stays deleted. */
const COMPLETE_MARK = '.complete';
const DRAFTS = '.drafts';
/** The first is waited for by those who hear noise; the others may take their time. */
const NICENESS = { first: 0, others: 10 } as const;
const ENCODE_TIMEOUT_MS = 60_000;

/**
 * The music of a station that has none: composed by code, played in a child process one piece after another, each a FLAC
 * with tags and a cover. A start that was interrupted goes on where it was.
 */
export class DemoMusic implements OnApplicationShutdown {
  private readonly logger = createLogger('demo-music');
  private child: ChildProcess | undefined;
  private running: Promise<void> | undefined;
  private isClosed = false;

  /** @param programme what is played; the whole demo programme, but in tests */
  constructor(
    readonly folder: string,
    private readonly programme: readonly Piece[] = pieces,
  ) {}

  /** Makes the folder and begins to fill it; `onPiece` is called after each piece. It does not wait for the music. */
  async start(onPiece: () => void): Promise<void> {
    await mkdir(path.join(this.folder, DRAFTS), { recursive: true });
    if (await exists(path.join(this.folder, COMPLETE_MARK))) return;
    this.running ??= this.renderAll(onPiece).catch((err: unknown) => {
      if (!this.isClosed) this.logger.error({ err }, 'the demo music could not be made; the next start tries again');
    });
  }

  /** Ends the child; what is half done is made anew at the next start. */
  async onApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    this.child?.kill('SIGKILL');
    await this.running;
  }

  private async renderAll(onPiece: () => void): Promise<void> {
    const there = new Set(await readdir(this.folder));
    const missing = this.programme.map((piece, index) => ({ piece, index })).filter(({ piece }) => !there.has(fileNameOf(piece)));
    this.logger.info({ pieces: missing.length }, 'there is no music yet: composing some');
    try {
      for (const { piece, index } of missing) {
        if (this.isClosed) return;
        await this.make(piece, index);
        this.logger.info({ title: piece.title }, 'a piece is ready');
        onPiece();
      }
    } finally {
      this.endChild();
    }
    await writeFile(path.join(this.folder, COMPLETE_MARK), '');
    await rm(path.join(this.folder, DRAFTS), { recursive: true, force: true });
  }

  private async make(piece: Piece, index: number): Promise<void> {
    const draft = (name: string): string => path.join(this.folder, DRAFTS, `${index}.${name}`);
    const [wavFile, coverFile, flacFile] = [draft('wav'), draft('png'), draft('flac')];
    const niceness = index === 0 ? NICENESS.first : NICENESS.others;
    try {
      await this.render({ index, wavFile, coverFile }, niceness);
      await runFfmpeg({ args: encodeArgs(piece, index, { wavFile, coverFile, flacFile }), timeoutMs: ENCODE_TIMEOUT_MS, niceness });
      await rename(flacFile, path.join(this.folder, fileNameOf(piece)));
    } finally {
      await Promise.all([wavFile, coverFile, flacFile].map((file) => rm(file, { force: true })));
    }
  }

  private async render(request: RenderRequest, niceness: number): Promise<void> {
    const child = (this.child ??= startChild());
    if (child.pid !== undefined) lowerPriority(child.pid, niceness);
    const ended = new AbortController();
    child.send(request);
    try {
      const reply = (await Promise.race([
        once(child, 'message', { signal: ended.signal }),
        once(child, 'exit', { signal: ended.signal }).then(() => {
          throw new Error('the composing child ended');
        }),
      ])) as [RenderReply];
      if (reply[0].problem !== undefined) throw new Error(reply[0].problem);
    } finally {
      ended.abort();
    }
  }

  private endChild(): void {
    if (this.child?.connected === true) this.child.disconnect();
    this.child = undefined;
  }
}

function startChild(): ChildProcess {
  const child = fork(compiledFile(__dirname, 'render-demo.child.js'), { env: {}, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  // 'exit' tells whoever waits; without a listener an error would end this process.
  child.on('error', () => undefined);
  return child;
}

function encodeArgs(piece: Piece, index: number, files: { wavFile: string; coverFile: string; flacFile: string }): string[] {
  const tags = { title: piece.title, artist: piece.artist, album: piece.album, genre: piece.genre, track: String(index + 1) };
  return [
    '-v', 'error', '-y', '-i', `file:${files.wavFile}`, '-i', `file:${files.coverFile}`, '-map', '0:a', '-map', '1:v', '-c:v', 'copy', '-disposition:v', 'attached_pic',
    ...Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`]),
    // Level 2 is as good as any and takes a third of the time.
    '-c:a', 'flac', '-compression_level', '2', '-f', 'flac', `file:${files.flacFile}`,
  ];
}

function fileNameOf({ title }: Piece): string {
  return `${title}.flac`;
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

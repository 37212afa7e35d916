import { OggDemuxer, OggHeaderCollector } from '@longwave/audio';
import type { VorbisComments } from '@longwave/audio';
import { createReadStream } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { AudioFormat } from './detect-audio-format';
import type { Tags, TagsReply, TagsRequest } from './tags';

const mimeTypes: Readonly<Record<AudioFormat, string>> = {
  mp3: 'audio/mpeg', flac: 'audio/flac', ogg: 'audio/ogg', mov: 'audio/mp4', aac: 'audio/aac', wav: 'audio/wav',
};

const MAX_OGG_HEADER_BYTES = 1024 * 1024;

async function readTags({ file, format, maxCoverBytes }: TagsRequest): Promise<Tags> {
  const { parseFromTokenizer, selectCover } = await import('music-metadata');
  const { fromFile } = await import('strtok3');
  // By its content's type: `parseFile` would believe the name.
  const tokenizer = await fromFile(file, { fileInfo: { mimeType: mimeTypes[format] } });
  try {
    const { common } = await parseFromTokenizer(tokenizer, { duration: false, includeChapters: false });
    const cover = selectCover(common.picture)?.data;
    const isTooLarge = cover !== undefined && cover.length > maxCoverBytes;
    // music-metadata reads no comments of FLAC in Ogg.
    const comments = format === 'ogg' && common.title === undefined ? await oggComments(file) : undefined;
    return {
      title: common.title ?? comments?.title,
      artist: common.artist ?? common.albumartist ?? comments?.artist,
      album: common.album ?? comments?.album,
      genre: common.genre?.[0],
      year: common.year,
      trackNumber: common.track.no ?? undefined,
      cover: isTooLarge || cover === undefined ? undefined : new Uint8Array(cover),
      tooLargeCoverBytes: isTooLarge ? cover.length : undefined,
    };
  } finally {
    await tokenizer.close();
  }
}

async function oggComments(file: string): Promise<VorbisComments | undefined> {
  const demuxer = new OggDemuxer();
  const headers = new OggHeaderCollector();
  for await (const piece of createReadStream(file, { end: MAX_OGG_HEADER_BYTES })) {
    for (const page of demuxer.push(piece as Uint8Array)) if (headers.push(page) === 'headers-complete') return headers.headers?.comments ?? undefined;
  }
  return undefined;
}

parentPort?.on('message', (request: TagsRequest) => {
  readTags(request).then(
    (tags) => parentPort?.postMessage({ tags } satisfies TagsReply, tags.cover ? [tags.cover.buffer as ArrayBuffer] : []),
    (error: unknown) => parentPort?.postMessage({ problem: error instanceof Error ? error.message : String(error) } satisfies TagsReply),
  );
});

import { FILLER_PACKET } from '../opus/opus-packet-samples';
import { parseOpusHead, parseOpusTags } from '../opus/opus-headers';
import { concatBytes } from '../text/concat-bytes';
import { OggDemuxer } from './ogg-demuxer';
import { OggOpusStream } from './ogg-opus-stream';

const pagesOf = (...parts: Uint8Array[]) => new OggDemuxer().push(concatBytes(parts));

describe('OggOpusStream', () => {
  it('begins with OpusHead alone on a page, then OpusTags, both at granule 0', () => {
    const stream = new OggOpusStream({ serial: 77, preSkip: 312, comments: ['GENRE=Jazz'], title: 'Sunrise' });
    const [head, tags, ...rest] = pagesOf(stream.headers());
    expect(rest).toEqual([]);
    expect([head?.bos, head?.sequence, head?.granule, head?.packets.length]).toEqual([true, 0, 0n, 1]);
    expect([tags?.bos, tags?.sequence, tags?.granule, tags?.packets.length]).toEqual([false, 1, 0n, 1]);
    expect(parseOpusHead(head!.packets[0]!)?.preSkip).toBe(312);
    expect(parseOpusTags(tags!.packets[0]!)).toEqual({ vendor: 'Longwave', comments: ['TITLE=Sunrise', 'GENRE=Jazz'] });
  });

  it('goes on with numbered pages of sound and an end', () => {
    const stream = new OggOpusStream({ serial: 77 });
    const pages = pagesOf(
      stream.headers(),
      stream.audioPage([FILLER_PACKET, FILLER_PACKET], 9_600),
      stream.audioPage([FILLER_PACKET], 10_560n),
      stream.end(),
    );
    expect(pages.map((page) => page.sequence)).toEqual([0, 1, 2, 3, 4]);
    expect(pages.map((page) => page.granule)).toEqual([0n, 0n, 9_600n, 10_560n, 10_560n]);
    expect(pages.map((page) => page.eos)).toEqual([false, false, false, false, true]);
    expect(() => stream.audioPage([FILLER_PACKET], 1)).toThrow('ended');
    expect(() => stream.end()).toThrow('ended');
  });

  it('gives any number of listeners headers of their own without touching the pages of sound', () => {
    const stream = new OggOpusStream({ serial: 77 });
    stream.audioPage([FILLER_PACKET], 960);
    stream.sequence = 100;
    const [, tags] = pagesOf(stream.headers({ title: 'Now' }));
    expect(parseOpusTags(tags!.packets[0]!)?.comments).toEqual(['TITLE=Now']);
    expect(pagesOf(stream.audioPage([FILLER_PACKET], 1_920))[0]?.sequence).toBe(100);
  });

  it('numbers on after tags that need several pages', () => {
    const stream = new OggOpusStream({ serial: 77, comments: [`PICTURE=${'x'.repeat(100_000)}`] });
    const pages = pagesOf(stream.headers(), stream.audioPage([FILLER_PACKET], 960));
    expect(pages.map((page) => page.sequence)).toEqual([0, 1, 2, 3]);
  });
});

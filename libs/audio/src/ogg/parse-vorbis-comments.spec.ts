import fc from 'fast-check';
import { opusTags } from '../opus/opus-headers';
import { packComments } from './comment-list';
import { type OggCodec, detectOggCodec } from './detect-ogg-codec';
import { parseVorbisComments } from './parse-vorbis-comments';

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

function commentPacket(codec: OggCodec, comments: string[]): Uint8Array {
  const list = packComments('somebody', comments);
  const prefixes: Partial<Record<OggCodec, number[]>> = {
    opus: ascii('OpusTags'),
    vorbis: ascii('\x03vorbis'),
    flac: [0x84, 0, 0, list.length],
    theora: ascii('\x81theora'),
  };
  return Uint8Array.from([...(prefixes[codec] ?? []), ...list, ...(codec === 'vorbis' ? [1] : [])]);
}

describe('detectOggCodec', () => {
  it.each([
    ['opus', 'OpusHead\x01'],
    ['vorbis', '\x01vorbis\0'],
    ['flac', '\x7fFLAC\x01'],
    ['theora', '\x80theora'],
    ['speex', 'Speex   1.2'],
    ['skeleton', 'fishead\0'],
    ['unknown', 'BBCD\0'],
    ['unknown', 'Opus'],
    ['unknown', ''],
  ])('tells %s by %j', (codec, head) => {
    expect(detectOggCodec(Uint8Array.from(ascii(head)))).toBe(codec);
  });
});

describe('parseVorbisComments', () => {
  it.each(['opus', 'vorbis', 'flac', 'speex', 'theora'] as const)('reads the comments of %s', (codec) => {
    const comments = ['title=Sunrise', 'ARTIST=Mia', 'Artist=Bo', 'ALBUM= Dawn\n', 'X=1', 'EMPTY=', 'nonsense', '=x'];
    const read = parseVorbisComments(commentPacket(codec, comments), codec);
    expect(read).toMatchObject({ title: 'Sunrise', artist: 'Mia, Bo', album: 'Dawn' });
    expect(read).not.toHaveProperty('genre');
    expect([...(read?.fields.keys() ?? [])]).toEqual(['TITLE', 'ARTIST', 'ALBUM', 'X']);
  });

  it('takes control characters and overrides away and bounds length and number', () => {
    const many = Array.from({ length: 5_000 }, (_, i) => `NAME${i}=x`);
    const read = parseVorbisComments(
      commentPacket('opus', [`TITLE=a\u202eb\u0007${'é'.repeat(600)}`, `PICTURE=${'x'.repeat(5_000)}`, ...many]),
      'opus',
    );
    expect(read?.title).toBe(`ab${'é'.repeat(510)}`);
    expect(read?.fields.has('PICTURE')).toBe(false);
    expect(read?.fields.size).toBe(128);
  });

  it('is null for what is no comment header of the codec', () => {
    expect(parseVorbisComments(opusTags('x'), 'vorbis')).toBeNull();
    expect(parseVorbisComments(Uint8Array.of(0x80, 0, 0, 34, ...new Uint8Array(34)), 'flac')).toBeNull();
    expect(parseVorbisComments(opusTags('x'), 'skeleton')).toBeNull();
    expect(parseVorbisComments(new Uint8Array(), 'opus')).toBeNull();
  });

  it('never throws on cut, flipped or made-up packets', () => {
    const whole = commentPacket('vorbis', ['TITLE=Sunrise', 'ARTIST=Mia']);
    const flips = fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })));
    fc.assert(
      fc.property(fc.nat({ max: whole.length }), flips, fc.uint8Array(), (cut, changes, tail) => {
        const packet = whole.slice();
        for (const [at, value] of changes) packet[at] = value;
        parseVorbisComments(Uint8Array.from([...packet.subarray(0, cut), ...tail]), 'vorbis');
        parseVorbisComments(tail, 'speex');
      }),
    );
  });
});

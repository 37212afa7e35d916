import fc from 'fast-check';
import { detectAudioFormat } from './detect-audio-format';
import type { ReadAt } from './detect-audio-format';

const from = (bytes: Uint8Array): ReadAt => async (offset, length) => bytes.subarray(offset, offset + length);
const latin1 = (text: string) => Buffer.from(text, 'latin1');
/** Frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes each. */
const mp3 = Buffer.concat(Array.from({ length: 4 }, () => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)])));

function id3(bodyBytes: number): Buffer {
  const size = [21, 14, 7, 0].map((shift) => (bodyBytes >> shift) & 127);
  return Buffer.concat([latin1('ID3\x04\x00\x00'), Buffer.from(size), Buffer.alloc(bodyBytes)]);
}

it.each([
  ['mp3', mp3],
  ['mp3', Buffer.concat([id3(100), mp3])],
  ['flac', latin1('fLaC\0\0\0\x22')],
  ['flac', Buffer.concat([id3(50), latin1('fLaC\0\0\0\x22')])],
  ['ogg', latin1('OggS\0\x02')],
  ['wav', latin1('RIFF\x24\x08\0\0WAVEfmt ')],
  ['wav', latin1('RF64\xff\xff\xff\xffWAVEds64')],
  ['mov', latin1('\0\0\0\x20ftypM4A \0\0\0\0')],
  [undefined, latin1('RIFF\x24\x08\0\0AVI LIST')],
  [undefined, latin1('#EXTM3U\n')],
  [undefined, latin1('\x1a\x45\xdf\xa3')],
  [undefined, latin1('')],
  [undefined, latin1('ID3')],
  [undefined, id3(500)],
])('tells %s by its first bytes', async (format, bytes) => {
  expect(await detectAudioFormat(from(bytes))).toBe(format);
});

it('steps over a tag that holds a cover of many megabytes', async () => {
  expect(await detectAudioFormat(from(Buffer.concat([id3(9_000_000), mp3])))).toBe('mp3');
});

it('reads little, whatever the bytes say', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('', 'ID3', 'RIFF', 'OggS', '\0\0\0\x20ftyp', '\xff\xfb'), async (bytes, magic) => {
      let reads = 0;
      const readAt: ReadAt = async (offset, length) => {
        reads += length;
        expect(offset).toBeGreaterThanOrEqual(0);
        return Buffer.concat([latin1(magic), bytes]).subarray(offset, offset + length);
      };
      await detectAudioFormat(readAt);
      expect(reads).toBeLessThanOrEqual(6 * 16_384);
    }),
  );
});

it('gives up on tags without end', async () => {
  const endless: ReadAt = async () => id3(10);
  expect(await detectAudioFormat(endless)).toBeUndefined();
});

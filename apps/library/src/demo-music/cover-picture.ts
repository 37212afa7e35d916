import { crc32, deflateSync } from 'node:zlib';

export type Colour = readonly [number, number, number];

const SIDE = 480;

/**
 * A cover: a sun over waves, from one colour to the other, as a PNG (RFC 2083).
 *
 * @param phase moves the waves, so that no two covers look the same
 */
export function coverPicture(dark: Colour, light: Colour, phase: number): Buffer {
  const rows = Buffer.alloc(SIDE * (1 + SIDE * 3));
  for (let y = 0; y < SIDE; y += 1) {
    // Each row begins with the number of its filter: none.
    const row = y * (1 + SIDE * 3) + 1;
    for (let x = 0; x < SIDE; x += 1) {
      const shade = shadeAt(x / SIDE, y / SIDE, phase);
      for (let channel = 0; channel < 3; channel += 1) {
        const [from = 0, to = 0] = [dark[channel], light[channel]];
        rows[row + x * 3 + channel] = Math.round(from + (to - from) * shade);
      }
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  // Eight bits, red-green-blue.
  header.set([8, 2, 0, 0, 0], 8);
  const magic = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([magic, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 6 })), chunk('IEND', Buffer.alloc(0))]);
}

/** How light a place is, 0 to 1; both coordinates run from 0 to 1, downwards. */
function shadeAt(x: number, y: number, phase: number): number {
  const sky = 0.15 + 0.55 * y;
  const sun = smooth(0.2, 0.19, Math.hypot(x - 0.5, y - 0.46));
  let shade = sky + (1 - sky) * sun;
  for (let wave = 0; wave < 5; wave += 1) {
    const crest = 0.56 + wave * 0.09 + 0.025 * Math.sin(x * (7 - wave) + phase + wave * 1.9) + 0.012 * Math.sin(x * 17 + phase * 2 + wave);
    const inside = smooth(crest, crest + 0.006, y);
    shade += (0.42 - wave * 0.09 - shade) * inside * 0.85;
  }
  return Math.max(0, Math.min(1, shade));
}

function smooth(from: number, to: number, value: number): number {
  const place = Math.max(0, Math.min(1, (value - from) / (to - from)));
  return place * place * (3 - 2 * place);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

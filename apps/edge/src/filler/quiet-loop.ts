import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@longwave/audio';
import { OpusCodec, PACKET_VALUES } from './opus-codec';

const BITS_PER_SECOND = 96_000;
const LOOP_SECONDS = 4;
const LOOP_PACKETS = (LOOP_SECONDS * SAMPLE_RATE_HZ) / FRAME_SAMPLES;
const WARM_UP_PACKETS = 5;

/**
 * A soft chord on A near −40 dBFS: heard as "still there", never as programme. Whole numbers of cycles in the loop, so that
 * its end joins its beginning; one voice leads, so that their beats leave no holes.
 */
const VOICES = [
  { hz: 110, amplitude: 0.003 },
  { hz: 220, amplitude: 0.012 },
  { hz: 277.25, amplitude: 0.002 },
  { hz: 329.5, amplitude: 0.003 },
] as const;
/** How much the leading voices breathe. */
const BREATH = 0.25;

/** What sounds when the programme is away for longer than decoders can conceal: 20 ms at a time, over and over. */
export interface QuietLoop {
  /** The Opus packet of the n-th 20 ms; the first can be decoded without those before it. */
  packetAt(index: number): Uint8Array;
  /** The same before it was coded; also before the beginning, at negative indexes. */
  pcmAt(index: number): Float32Array;
}

/** Codes the loop; takes a tenth of a second of processor time, once. */
export function makeQuietLoop(): QuietLoop {
  const codec = new OpusCodec(BITS_PER_SECOND);
  for (let i = -WARM_UP_PACKETS; i < 0; i++) codec.encode(chord(i));
  // The first packet also follows the last one, and is clean after both: the sound before it is the same.
  const packets = Array.from({ length: LOOP_PACKETS }, (_, i) => (i === 0 ? codec.encodeClean(chord(i)) : codec.encode(chord(i))));
  return {
    pcmAt: chord,
    packetAt: (index) => {
      const packet = packets[index % LOOP_PACKETS];
      if (packet === undefined) throw new RangeError(`no packet ${index} in the loop`);
      return packet;
    },
  };
}

function chord(packet: number): Float32Array {
  const pcm = new Float32Array(PACKET_VALUES);
  const frames = FRAME_SAMPLES;
  const fullTurn = 2 * Math.PI;
  for (const [voice, { hz, amplitude }] of VOICES.entries()) {
    for (let i = 0; i < frames; i++) {
      const seconds = (packet * frames + i) / SAMPLE_RATE_HZ;
      const breath = 1 - BREATH + BREATH * Math.cos((fullTurn * (voice + 1) * seconds) / LOOP_SECONDS);
      pcm[i * 2] = (pcm[i * 2] ?? 0) + breath * amplitude * Math.sin(fullTurn * hz * seconds);
    }
  }
  for (let i = 0; i < frames; i++) pcm[i * 2 + 1] = pcm[i * 2] ?? 0;
  return pcm;
}

import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@longwave/audio';
import { OpusCodec, PACKET_VALUES } from './opus-codec';

const BITS_PER_SECOND = 96_000;
const FADE_SECONDS = 2;
const LOOP_SECONDS = 4;
const PACKETS_PER_SECOND = SAMPLE_RATE_HZ / FRAME_SAMPLES;
const WARM_UP_PACKETS = 5;
/** Peak of each voice, so that the chord lies near −40 dBFS: heard as "still there", never as programme. */
const VOICE_AMPLITUDE = 0.006;
/** A soft chord on A. Whole numbers of cycles in the loop, so that its end joins its beginning. */
const VOICES_HZ = [110, 164.75, 220, 277.25, 329.5] as const;

/** Opus packets that sound when the programme is away for longer than decoders can conceal. */
export interface QuietLoop {
  /** The packet of the n-th 20 ms of the loop, faded in from silence; the first can be decoded without those before. */
  packetAt(index: number): Uint8Array;
}

/** Codes the loop; takes a few hundred milliseconds of processor time, once. */
export function makeQuietLoop(): QuietLoop {
  const codec = new OpusCodec(BITS_PER_SECOND);
  const fadePackets = FADE_SECONDS * PACKETS_PER_SECOND;
  const loopPackets = LOOP_SECONDS * PACKETS_PER_SECOND;
  for (let i = 0; i < WARM_UP_PACKETS; i++) codec.encode(new Float32Array(PACKET_VALUES));
  const head = [codec.encodeClean(chord(0))];
  for (let i = 1; i < fadePackets + loopPackets; i++) head.push(codec.encode(chord(i)));
  // Where the end meets the beginning again: the same sound, coded after the loop's end rather than after the fade.
  const joint = [codec.encodeClean(chord(fadePackets + loopPackets))];
  for (let i = 1; i < WARM_UP_PACKETS; i++) joint.push(codec.encode(chord(fadePackets + loopPackets + i)));
  const again = [...joint, ...head.slice(fadePackets + WARM_UP_PACKETS)];
  return {
    packetAt: (index) => {
      const packet = index < head.length ? head[index] : again[(index - head.length) % loopPackets];
      if (packet === undefined) throw new RangeError(`no packet ${index} in the loop`);
      return packet;
    },
  };
}

/** 20 ms of the chord, voices breathing at speeds of their own, faded in over its first seconds. */
function chord(packet: number): Float32Array {
  const pcm = new Float32Array(PACKET_VALUES);
  const frames = FRAME_SAMPLES;
  const second = SAMPLE_RATE_HZ;
  const fullTurn = 2 * Math.PI;
  VOICES_HZ.forEach((hz, voice) => {
    for (let i = 0; i < frames; i++) {
      const seconds = (packet * frames + i) / second;
      const breath = 0.6 + 0.4 * Math.cos((fullTurn * (voice + 1) * seconds) / LOOP_SECONDS);
      pcm[i * 2] = (pcm[i * 2] ?? 0) + breath * VOICE_AMPLITUDE * Math.sin(fullTurn * hz * seconds);
    }
  });
  for (let i = 0; i < frames; i++) {
    const fade = Math.sin((Math.min(1, (packet * frames + i) / second / FADE_SECONDS) * Math.PI) / 2) ** 2;
    pcm[i * 2] = pcm[i * 2 + 1] = fade * (pcm[i * 2] ?? 0);
  }
  return pcm;
}

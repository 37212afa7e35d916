/** A picture for a song that has none: long waves in two colours, always the same for the same song. */
export interface WaveArt {
  ground: string;
  ink: string;
  glow: string;
  /** Where the light stands, in a square of 100. */
  sun: { x: number; y: number; radius: number };
  /** SVG paths, back to front. */
  waves: string[];
}

const duotones = [
  { ground: '#1f2a44', ink: '#f2a65a', glow: '#f7d08a' },
  { ground: '#3b1f2b', ink: '#ff8f70', glow: '#ffd6a5' },
  { ground: '#12343b', ink: '#e1b382', glow: '#f6e7cb' },
  { ground: '#2b2340', ink: '#8fd3c8', glow: '#f4b6c2' },
  { ground: '#42291a', ink: '#f0b429', glow: '#ffe3a3' },
  { ground: '#1d3124', ink: '#9ccc65', glow: '#fff1c1' },
  { ground: '#3a2a1a', ink: '#e76f51', glow: '#f4a261' },
  { ground: '#262a3b', ink: '#7fb7e6', glow: '#ffcf99' },
] as const;

/** 32-bit FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return value;
}

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function wavePath(level: number, height: number, length: number, shift: number): string {
  let path = `M-10 ${level.toFixed(1)}`;
  for (let x = -10 - shift, up = 1; x < 120; x += length / 2, up = -up) {
    path += ` Q${(x + length / 4).toFixed(1)} ${(level - up * height).toFixed(1)} ${(x + length / 2).toFixed(1)} ${level.toFixed(1)}`;
  }
  return `${path} V110 H-10 Z`;
}

/** @param seed the song's id */
export function waveArt(seed: string): WaveArt {
  const next = numbersFrom(hash(seed));
  const duotone = duotones[Math.floor(next() * duotones.length)] ?? duotones[0];
  const length = 50 + next() * 60;
  const waves = Array.from({ length: 5 }, (_, index) => wavePath(48 + index * 11, 9 - index, length * (1 - index * 0.06), next() * length));
  return { ...duotone, sun: { x: 22 + next() * 56, y: 26 + next() * 14, radius: 11 + next() * 8 }, waves };
}

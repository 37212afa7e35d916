/** A filter of second order, as BS.1770 gives it for 48 kHz. */
interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/** Rec. ITU-R BS.1770, tables 1 and 2: the head, and the ear's deafness to bass. */
const STAGES: readonly [Biquad, Biquad] = [
  { b: [1.53512485958697, -2.69169618940638, 1.19839281085285], a: [-1.69065929318241, 0.73248077421585] },
  { b: [1, -2, 1], a: [-1.99004745483398, 0.99007225036621] },
];
const HOP_FRAMES = 4_800;
const HOPS_PER_BLOCK = 4;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = 10;

/**
 * Integrated loudness of a stereo programme at 48 kHz, in LUFS (BS.1770, gated as in EBU R128); −Infinity when nothing
 * passes the gate.
 */
export function integratedLufs(left: Float32Array, right: Float32Array): number {
  const hops = addUp(hopPowers(left), hopPowers(right));
  const blocks: number[] = [];
  for (let at = 0; at + HOPS_PER_BLOCK <= hops.length; at += 1) {
    let power = 0;
    for (let hop = at; hop < at + HOPS_PER_BLOCK; hop += 1) power += hops[hop] ?? 0;
    blocks.push(power / HOPS_PER_BLOCK);
  }
  const loud = blocks.filter((power) => toLufs(power) > ABSOLUTE_GATE_LUFS);
  const threshold = toLufs(mean(loud)) - RELATIVE_GATE_LU;
  return toLufs(mean(loud.filter((power) => toLufs(power) > threshold)));
}

/** Mean square after the filters, for each tenth of a second. */
function hopPowers(samples: Float32Array): number[] {
  const powers: number[] = [];
  const [head, ear] = [makeFilter(STAGES[0]), makeFilter(STAGES[1])];
  const hop = new Float64Array(HOP_FRAMES);
  for (let at = 0; at + HOP_FRAMES <= samples.length; at += HOP_FRAMES) {
    hop.set(samples.subarray(at, at + HOP_FRAMES));
    head(hop);
    ear(hop);
    let sum = 0;
    for (const weighted of hop) sum += weighted * weighted;
    powers.push(sum / HOP_FRAMES);
  }
  return powers;
}

/** A filter that works in place, block after block. */
function makeFilter({ b, a }: Biquad): (block: Float64Array) => void {
  const [b0, b1, b2] = b;
  const [a1, a2] = a;
  let one = 0;
  let two = 0;
  return (block) => {
    for (let i = 0; i < block.length; i += 1) {
      const input = block[i] ?? 0;
      const output = b0 * input + one;
      one = b1 * input - a1 * output + two;
      two = b2 * input - a2 * output;
      block[i] = output;
    }
  };
}

function addUp(one: readonly number[], other: readonly number[]): number[] {
  return one.map((power, index) => power + (other[index] ?? 0));
}

function mean(powers: readonly number[]): number {
  return powers.length === 0 ? 0 : powers.reduce((sum, power) => sum + power, 0) / powers.length;
}

function toLufs(power: number): number {
  return power <= 0 ? -Infinity : -0.691 + 10 * Math.log10(power);
}

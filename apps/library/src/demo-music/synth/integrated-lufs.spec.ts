import { integratedLufs } from './integrated-lufs';

const sine = (seconds: number, dbfs: number, hz = 997): Float32Array =>
  Float32Array.from({ length: seconds * 48_000 }, (_, frame) => 10 ** (dbfs / 20) * Math.sin((2 * Math.PI * hz * frame) / 48_000));
const silence = (seconds: number) => new Float32Array(seconds * 48_000);
function joined(...parts: Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// EBU Tech 3341, test signals 1 to 3: a sine of 1 kHz on both channels is as loud as its level.
it.each([-23, -33])('measures a sine of %d dBFS as that many LUFS', (level) => {
  const samples = sine(5, level);
  expect(integratedLufs(samples, samples)).toBeCloseTo(level, 1);
});

it('leaves quiet passages out of the reckoning', () => {
  const samples = joined(sine(2, -36), sine(8, -23), sine(2, -36));
  expect(Math.abs(integratedLufs(samples, samples) - -23)).toBeLessThan(0.2);
});

it('finds one channel 3 LU quieter than two', () => {
  const samples = sine(4, -20);
  expect(integratedLufs(samples, samples) - integratedLufs(samples, silence(4))).toBeCloseTo(3.01, 1);
});

it('has no loudness for silence, nor for less than a block', () => {
  expect(integratedLufs(silence(2), silence(2))).toBe(-Infinity);
  expect(integratedLufs(new Float32Array(100), new Float32Array(100))).toBe(-Infinity);
});

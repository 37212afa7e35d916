/** Largest absolute sample, linear (1.0 is full scale); 0 for no samples. NaN is passed over. */
export function peak(interleaved: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < interleaved.length; i++) {
    const size = Math.abs(interleaved[i]!);
    if (size > largest) largest = size;
  }
  return largest;
}

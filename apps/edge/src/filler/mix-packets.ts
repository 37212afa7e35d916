/**
 * Mixes two sounds of one length, each with a gain that runs straight from one value to another.
 *
 * @returns first · (firstFrom … firstTo) + second · (secondFrom … secondTo)
 */
export function mixPackets(first: Float32Array, [firstFrom, firstTo]: readonly [number, number], second: Float32Array, [secondFrom, secondTo]: readonly [number, number]): Float32Array {
  return first.map((value, i) => {
    const progress = i / first.length;
    return value * (firstFrom + (firstTo - firstFrom) * progress) + (second[i] ?? 0) * (secondFrom + (secondTo - secondFrom) * progress);
  });
}

import { concatBytes } from '../text/concat-bytes';
import { type IcyMetadata, parseIcyBlock } from './parse-icy-block';

/** Sound and metadata of a piece of an ICY stream. */
export interface IcyPiece {
  audio: Uint8Array;
  /** Blocks that told something, in order. */
  metadata: IcyMetadata[];
}

/** Takes an ICY stream apart again, whatever the sizes of the pieces it comes in. Holds at most one block. */
export class IcyDeinterleaver {
  readonly #metaint: number;
  #untilBlock: number;
  #block: Uint8Array[] = [];
  #blockBytesMissing = 0;

  /**
   * @param metaint bytes of sound between blocks, as told in `icy-metaint`
   * @throws RangeError unless it is a positive whole number
   */
  constructor(metaint: number) {
    if (!Number.isSafeInteger(metaint) || metaint < 1) throw new RangeError('metaint is a positive whole number');
    this.#metaint = metaint;
    this.#untilBlock = metaint;
  }

  /** Takes the next bytes. */
  push(bytes: Uint8Array): IcyPiece {
    const audio: Uint8Array[] = [];
    const metadata: IcyMetadata[] = [];
    for (let at = 0; at < bytes.length; ) {
      if (this.#blockBytesMissing > 0) at += this.#takeBlock(bytes.subarray(at), metadata);
      else if (this.#untilBlock > 0) {
        const piece = bytes.subarray(at, at + this.#untilBlock);
        audio.push(piece);
        this.#untilBlock -= piece.length;
        at += piece.length;
      } else at += this.#beginBlock(bytes.subarray(at, at + 1));
    }
    return { audio: concatBytes(audio), metadata };
  }

  #beginBlock(lengthByte: Uint8Array): number {
    this.#block = [lengthByte.slice()];
    this.#blockBytesMissing = (lengthByte[0] ?? 0) * 16;
    this.#untilBlock = this.#metaint;
    return 1;
  }

  #takeBlock(bytes: Uint8Array, metadata: IcyMetadata[]): number {
    const piece = bytes.slice(0, this.#blockBytesMissing);
    this.#block.push(piece);
    this.#blockBytesMissing -= piece.length;
    if (this.#blockBytesMissing === 0) {
      const told = parseIcyBlock(concatBytes(this.#block));
      if (told !== null) metadata.push(told);
      this.#block = [];
    }
    return piece.length;
  }
}

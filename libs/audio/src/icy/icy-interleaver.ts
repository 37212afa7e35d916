import { ICY_EMPTY_BLOCK, icyMetadataBlock } from './icy-metadata-block';

/** Puts a metadata block after every `metaint` bytes of one listener's sound. */
export class IcyInterleaver {
  readonly metaint: number;
  #untilBlock: number;
  #current: string | null = null;
  #waiting: Uint8Array | null = null;

  /**
   * @param metaint bytes of sound between blocks, as told in `icy-metaint`
   * @throws RangeError unless it is a positive whole number
   */
  constructor(metaint: number) {
    if (!Number.isSafeInteger(metaint) || metaint < 1) throw new RangeError('metaint is a positive whole number');
    this.metaint = metaint;
    this.#untilBlock = metaint;
  }

  /** Sets what the next block says. The same title and URL again send nothing; of several in between the last counts. */
  setTitle(title: string, url?: string): void {
    const key = JSON.stringify([title, url]);
    if (key === this.#current) return;
    this.#current = key;
    this.#waiting = icyMetadataBlock(title, url);
  }

  /** The next bytes of sound with the blocks that fall due; a block leaves as soon as the sound before it is out. */
  push(audio: Uint8Array): Uint8Array {
    const out = new Uint8Array(audio.length + this.#blockBytes(audio.length));
    let written = 0;
    for (let at = 0; at < audio.length; ) {
      const piece = audio.subarray(at, at + this.#untilBlock);
      out.set(piece, written);
      written += piece.length;
      at += piece.length;
      this.#untilBlock -= piece.length;
      if (this.#untilBlock > 0) break;
      const block = this.#waiting ?? ICY_EMPTY_BLOCK;
      out.set(block, written);
      written += block.length;
      this.#waiting = null;
      this.#untilBlock = this.metaint;
    }
    return out;
  }

  /** Bytes of all blocks due within the next `audioBytes`: the waiting one first, then empty ones. */
  #blockBytes(audioBytes: number): number {
    if (audioBytes < this.#untilBlock) return 0;
    const blocks = 1 + Math.floor((audioBytes - this.#untilBlock) / this.metaint);
    return blocks - 1 + (this.#waiting ?? ICY_EMPTY_BLOCK).length;
  }
}

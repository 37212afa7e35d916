import { SAMPLE_RATE_HZ, meanSquare } from '@longwave/audio';
import { spawnDecoder } from '@longwave/media-process';
import { DecodedRing } from './decoded-ring';
import { FILE_READY_FRAMES, SHORTEST_ITEM_FRAMES } from './durations';
import type { PcmSource } from './pcm-source';
import type { PlayableItem } from './playable-item';

/** A decoder that complained and gave so much less than it should have was broken off by bad data. */
const CUT_SHORT_FRAMES = 2 * SAMPLE_RATE_HZ;

/** A file, decoded ahead by a child of its own. */
export class FileSource implements PcmSource {
  readonly canHurry = true;
  readonly #ring = new DecodedRing();
  readonly #expectedFrames: number;
  #readFrames = 0;
  #loudestPower = 0;

  constructor(item: Pick<PlayableItem, 'path' | 'format' | 'startMs' | 'endMs'>) {
    const { path, format, startMs, endMs } = item;
    this.#expectedFrames = Math.round(((endMs - startMs) / 1000) * SAMPLE_RATE_HZ);
    const { onEnd } = this.#ring;
    this.#ring.attach(spawnDecoder({ input: { kind: 'file', path, format, startMs, endMs }, onPcm: (pcm) => this.#take(pcm), onEnd }));
  }

  get loudestPower(): number | undefined {
    return this.#readFrames === 0 ? this.#loudestPower : undefined;
  }

  get availableFrames(): number {
    return this.#ring.availableFrames;
  }

  get hasEnded(): boolean {
    return this.#ring.outcome !== undefined;
  }

  get failure(): string | undefined {
    const { outcome } = this.#ring;
    if (outcome === undefined) return undefined;
    if (outcome.status !== 'ended') return outcome.message;
    if (outcome.frames < Math.min(SHORTEST_ITEM_FRAMES, this.#expectedFrames)) return 'it holds next to no sound';
    return outcome.message !== '' && outcome.frames < this.#expectedFrames - CUT_SHORT_FRAMES ? outcome.message : undefined;
  }

  get hasNotRun(): boolean {
    return this.#ring.outcome?.status === 'not-run';
  }

  get isReady(): boolean {
    return this.availableFrames >= FILE_READY_FRAMES || (this.hasEnded && this.availableFrames >= SHORTEST_ITEM_FRAMES);
  }

  get remainingFrames(): number {
    return this.hasEnded ? this.availableFrames : Math.max(this.availableFrames, this.#expectedFrames - this.#readFrames);
  }

  read(out: Float32Array): number {
    const frames = this.#ring.read(out);
    this.#readFrames += frames;
    return frames;
  }

  stop(): void {
    this.#ring.stop();
  }

  #take(pcm: Float32Array): void {
    if (this.#readFrames === 0) this.#loudestPower = Math.max(this.#loudestPower, meanSquare(pcm));
    this.#ring.onPcm(pcm);
  }
}

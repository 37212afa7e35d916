import { CHANNELS, FRAME_SAMPLES, PeakLimiter } from '@longwave/audio';
import { mixerContract } from '@longwave/contracts';
import { contractHandledBy } from '@longwave/messaging';
import { OpusEncoder } from '@discordjs/opus';
import { MixerRpcController } from './mixer.rpc-controller';
import { HEARD_LATER_SAMPLES } from './render/durations';

it('answers every call of its contract, and no other', () => {
  const handled = Object.getOwnPropertyNames(MixerRpcController.prototype).map((name) => contractHandledBy(MixerRpcController.prototype[name as 'skip'])?.subject);
  const declared = Object.values(mixerContract).filter(({ kind }) => kind === 'rpc').map(({ subject }) => subject);
  expect(handled.filter((subject) => subject !== undefined).sort()).toEqual(declared.sort());
});

it('knows how much later what enters the bus is heard', () => {
  const limiter = new PeakLimiter();
  const coder = new OpusEncoder(48_000, CHANNELS);
  const frames = 10;
  const heard = new Float32Array(frames * FRAME_SAMPLES);
  for (let frame = 0; frame < frames; frame += 1) {
    const bus = new Float32Array(FRAME_SAMPLES * CHANNELS);
    // A click at the beginning of the fifth frame.
    if (frame === 4) bus.fill(0.5, 0, 8);
    limiter.process(bus);
    const s16 = Int16Array.from(bus, (sample) => sample * 32_767);
    const decoded = coder.decode(coder.encode(Buffer.from(s16.buffer)));
    for (let i = 0; i < FRAME_SAMPLES; i += 1) heard[frame * FRAME_SAMPLES + i] = Math.abs(decoded.readInt16LE(i * 4));
  }
  const loudest = heard.indexOf(heard.reduce((most, sample) => Math.max(most, sample), 0));
  expect(Math.abs(loudest - 4 * FRAME_SAMPLES - HEARD_LATER_SAMPLES)).toBeLessThan(12);
});

/** Sample rate of every PCM stream and of every Opus granule in the house. */
export const SAMPLE_RATE_HZ = 48_000;

/** PCM is always stereo, interleaved left, right. */
export const CHANNELS = 2;

/** Samples per channel in one frame: 20 ms, the length of one Opus packet. */
export const FRAME_SAMPLES = 960;

/** Frames that travel together in one message: 100 ms. */
export const FRAMES_PER_BLOCK = 5;

/** Samples a decoder drops at the start of a stream (RFC 7845 section 4.2 recommends 80 ms). */
export const OPUS_PRE_SKIP = 3_840;

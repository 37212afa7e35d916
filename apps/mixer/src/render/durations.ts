import { SAMPLE_RATE_HZ } from '@longwave/audio';

/** Live, and anything that replaces noise, comes in over this; what ends fades over at most this. */
export const CUT_IN_FRAMES = 2 * SAMPLE_RATE_HZ;
/** A streamer whose time is up fades out over this. */
export const CUT_OFF_FRAMES = 0.4 * SAMPLE_RATE_HZ;
/** No fade is shorter, but that of a skip. */
export const MIN_FADE_FRAMES = SAMPLE_RATE_HZ / 10;
/**
 * A skip: from 960 samples before the sample it is told for to 960 after, so that whoever looks for the change finds it
 * there within a packet, whichever edge of it he measures. Long enough not to click.
 */
export const SKIP_FADE_FRAMES = 1_920;
/** A source that gives nothing more counts as ended when so little is left. */
export const STALL_FRAMES = 0.4 * SAMPLE_RATE_HZ;
/** A file is ready with so much decoded. */
export const FILE_READY_FRAMES = SAMPLE_RATE_HZ;
/** What decodes to less is no programme: two fades would not fit. */
export const SHORTEST_ITEM_FRAMES = 0.3 * SAMPLE_RATE_HZ;
/** A decoder that the machine could not run is tried again after so long: soon, but not at each frame. */
export const TRY_AGAIN_FRAMES = 1.5 * SAMPLE_RATE_HZ;
/** Raw PCM held for a source at most. */
export const RING_FRAMES = 7 * SAMPLE_RATE_HZ;
/** A decoder that was paused goes on when so much fits in: rarely and in large pieces, which costs fewer wake-ups. */
export const RING_REFILL_FRAMES = 2 * SAMPLE_RATE_HZ;
/** Next is told to be due so long before its fade begins, for the queue to agree. */
export const DUE_NOTICE_FRAMES = 0.4 * SAMPLE_RATE_HZ;
/** A voice's gain moves to a new value over this. */
export const GAIN_RAMP_FRAMES = SAMPLE_RATE_HZ / 10;
/** A skip waits so long at most for the next item to be ready, rather than let noise be heard; whoever asked waits for the answer 2 s. */
export const SKIP_PATIENCE_FRAMES = 1.5 * SAMPLE_RATE_HZ;
/** What a listener hears at a sample entered the bus this much earlier: the limiter's look-ahead and libopus's. */
export const HEARD_LATER_SAMPLES = 240 + 312;
/** PCM that an encoder is fed, unpublished, before its first packet goes out. */
export const PRIMING_SAMPLES = SAMPLE_RATE_HZ / 10;

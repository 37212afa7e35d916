import { OUTPUT_SILENCE_LIMIT_MS } from '@longwave/contracts';
import type { MixerStatusDto, StreamPositionDto } from '@longwave/contracts';
import type { ChannelHealthView } from './health.dto';

/** Edges wait 2 s for a missing frame. */
export const EDGE_BEHIND_LIMIT_SECONDS = 3;
const SAMPLE_RATE_HZ = 48_000;

/** Whether a channel's listeners hear what they should, from what its mixer and an edge answered; undefined: nothing. */
export function judgeChannel(channelId: number, mixer: MixerStatusDto | undefined, edge: StreamPositionDto | undefined): ChannelHealthView {
  const edgeBehindSeconds = mixer && edge ? Math.round(((mixer.nextSample - edge.nextSample) / SAMPLE_RATE_HZ) * 1000) / 1000 : null;
  const view = {
    channelId, tier: mixer?.tier ?? null, rmsDb: mixer?.rmsDb ?? null, silentForMs: mixer?.silentForMs ?? null, edgeBehindSeconds,
  };
  if (!mixer) return { ...view, ok: false, reason: 'no mixer answers' };
  if (mixer.silentForMs > OUTPUT_SILENCE_LIMIT_MS && !mixer.isSilenceRequested) return { ...view, ok: false, reason: 'what leaves the encoder is silent' };
  if (!edge || edgeBehindSeconds === null) return { ...view, ok: false, reason: 'no edge answers' };
  if (edgeBehindSeconds > EDGE_BEHIND_LIMIT_SECONDS) return { ...view, ok: false, reason: 'the edge gets no sound' };
  return { ...view, ok: true, reason: mixer.isSilenceRequested ? 'silence, as asked for' : 'sound leaves the encoder' };
}

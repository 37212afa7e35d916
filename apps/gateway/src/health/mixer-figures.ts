import { silencePlaces } from '@longwave/contracts';
import type { MixerStatusDto } from '@longwave/contracts';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

/** What mixers tell of their channels, as figures for Prometheus. */
export class MixerFigures {
  private readonly gauges: readonly { gauge: Gauge<'channel'>; read: (mixer: MixerStatusDto) => number }[];
  private readonly tierLevel: Gauge<'channel' | 'tier'>;
  private readonly silences: Gauge<'channel' | 'where'>;

  constructor(registry: Registry) {
    const figure = (name: string, help: string, read: (mixer: MixerStatusDto) => number) => ({
      gauge: new Gauge({ name, help, labelNames: ['channel'] as const, registers: [registry] }), read,
    });
    this.gauges = [
      figure('longwave_output_rms_dbfs', 'RMS of the last second that went into the encoder.', ({ rmsDb }) => rmsDb),
      figure('longwave_output_silent_seconds', 'How long the output has been silent though no silence was asked for.', ({ silentForMs }) => silentForMs / 1000),
      figure('longwave_mixer_due_frames_total', 'Frames of 20 ms whose time has come since the mixer took the channel.', ({ dueFrames }) => dueFrames),
      figure('longwave_mixer_late_frames_total', 'Frames that were rendered late since the mixer took the channel.', ({ lateFrames }) => lateFrames),
      figure('longwave_mixer_missed_frames_total', 'Frames that were never rendered since the mixer took the channel.', ({ missedFrames }) => missedFrames),
      figure('longwave_mixer_resent_frames_total', 'Frames sent once more to edges that asked.', ({ resentFrames }) => resentFrames),
    ];
    this.tierLevel = new Gauge({
      name: 'longwave_tier_rms_dbfs', help: 'RMS of the last second of the tier on the air, and of a DJ who is off the air for his silence.', labelNames: ['channel', 'tier'], registers: [registry],
    });
    this.silences = new Gauge({
      name: 'longwave_silences_total', help: 'Times a tier or the output was silent for too long since the mixer took the channel.', labelNames: ['channel', 'where'], registers: [registry],
    });
  }

  /** Forgets what was told before: a channel without a mixer has no figures. */
  reset(): void {
    for (const { gauge } of this.gauges) gauge.reset();
    this.tierLevel.reset();
    this.silences.reset();
  }

  set(mixer: MixerStatusDto): void {
    const channel = String(mixer.channelId);
    for (const { gauge, read } of this.gauges) gauge.set({ channel }, read(mixer));
    this.tierLevel.set({ channel, tier: mixer.tier }, mixer.tierRmsDb);
    if (mixer.demotedLiveRmsDb !== null) this.tierLevel.set({ channel, tier: 'live' }, mixer.demotedLiveRmsDb);
    for (const where of silencePlaces) this.silences.set({ channel, where }, mixer.silences[where]);
  }
}

import { mixerContract, type MixerStatusDto, type SilenceEnded, type SilenceStarted, type TrackEnded } from '@longwave/contracts';
import { connectNats } from '@longwave/messaging';
import { type TestStation, waitFor } from '@longwave/testing';
import type { NatsConnection } from '@nats-io/nats-core';

/** What a bot hears of a station's sound, with when it came (`performance.now()`). */
export class MixerEvents {
  readonly silences: (SilenceStarted & { type: 'started' | 'ended'; at: number })[] = [];
  readonly ended: (TrackEnded & { at: number })[] = [];

  private constructor(private readonly nats: NatsConnection) {
    const hear = <T extends object>(subject: string, take: (event: T & { at: number }) => void): void => {
      nats.subscribe(`${subject}.*`, { callback: (error, message) => void (error ?? take({ ...message.json<T>(), at: performance.now() })) });
    };
    hear<SilenceStarted>(mixerContract.silenceStarted.subject, (event) => this.silences.push({ ...event, type: 'started' }));
    hear<SilenceEnded>(mixerContract.silenceEnded.subject, (event) => this.silences.push({ ...event, type: 'ended' }));
    hear<TrackEnded>(mixerContract.trackEnded.subject, (event) => this.ended.push(event));
  }

  static async of(station: TestStation): Promise<MixerEvents> {
    const { url, botUser, botPassword } = station.nats;
    const nats = await connectNats({ url, user: botUser, password: botPassword, name: 'dead-air' });
    const events = new MixerEvents(nats);
    await nats.flush();
    return events;
  }

  /** Waits for a silence, or its end, that is told after `from`. */
  silence(type: 'started' | 'ended', where: SilenceStarted['where'], { from, timeoutMs = 20_000 }: { from: number; timeoutMs?: number }) {
    return waitFor(() => this.silences.find((event) => event.type === type && event.where === where && event.at >= from), { timeoutMs, what: `silence ${type} of ${where}` });
  }

  async status(): Promise<MixerStatusDto> {
    return (await this.nats.request(mixerContract.getStatus.subject, '{"channelId":1}')).json<MixerStatusDto>();
  }

  close(): Promise<void> {
    return this.nats.close();
  }
}

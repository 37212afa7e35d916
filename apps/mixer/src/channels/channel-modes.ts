import { AppError, kvKeys } from '@longwave/contracts';
import type { ChannelDto, ChannelMode, ChannelModeDto } from '@longwave/contracts';
import type { MediaKv } from '@longwave/messaging';

const MAX_TRIES = 10;

/** What operators asked of channels. In the KV, so that any mixer may be asked and whoever owns the channel hears of it. */
export class ChannelModes {
  constructor(private readonly kv: MediaKv) {}

  /** @throws AppError `CHANNEL_NOT_FOUND`; `SERVICE_UNAVAILABLE` while the KV is away */
  async get(channelId: number): Promise<ChannelModeDto> {
    return { channelId, mode: (await this.read(channelId))?.value.mode ?? 'radio' };
  }

  /** @throws AppError `CHANNEL_NOT_FOUND`; `SERVICE_UNAVAILABLE` while the KV is away */
  async set(channelId: number, mode: ChannelMode['mode']): Promise<ChannelModeDto> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const before = await this.read(channelId);
      if ((before?.value.mode ?? 'radio') === mode) return { channelId, mode };
      if (await whileThere(this.write(channelId, { mode }, before?.revision))) return { channelId, mode };
    }
    throw new AppError('SERVICE_UNAVAILABLE', 'the mode is being changed by others; try again', { channelId });
  }

  /** @returns false when another wrote since `revision` */
  private async write(channelId: number, mode: ChannelMode, revision: number | undefined): Promise<boolean> {
    const key = kvKeys.mode(channelId);
    return (revision === undefined ? await this.kv.create(key, mode) : await this.kv.update(key, mode, revision)) !== undefined;
  }

  private async read(channelId: number): Promise<{ value: ChannelMode; revision: number } | undefined> {
    const [channel, mode] = await whileThere(
      Promise.all([this.kv.get<ChannelDto>(kvKeys.channel(channelId)), this.kv.get<ChannelMode>(kvKeys.mode(channelId))]),
    );
    if (!channel) throw new AppError('CHANNEL_NOT_FOUND', `there is no channel ${channelId}`, { channelId });
    return mode;
  }
}

async function whileThere<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new AppError('SERVICE_UNAVAILABLE', 'the key-value store is away; try again shortly', {}, { cause });
  }
}

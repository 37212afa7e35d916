import { AppError, kvKeys } from '@longwave/contracts';
import type { ChannelDto, ChannelMode, ChannelModeDto } from '@longwave/contracts';
import type { KvValue, MediaKv } from '@longwave/messaging';
import { setTimeout as wait } from 'node:timers/promises';

const MAX_TRIES = 10;
/** A replica that is behind catches up in the meantime; each wait is longer than the one before by so much. */
const WAIT_MS = 10;

/** What operators asked of channels. In the KV, so that any mixer may be asked and whoever owns the channel hears of it. */
export class ChannelModes {
  private readonly told = new Map<number, { mode: ChannelMode | undefined; revision: number }>();

  constructor(private readonly kv: MediaKv) {}

  /** What the watch tells of a channel; no mode once it is deleted. */
  onEntry(channelId: number, mode: ChannelMode | undefined, revision: number): void {
    this.told.set(channelId, { mode, revision });
  }

  /** Whether silence is asked for: by the newer of what the watch told and what was `read` without it. */
  isSilenceRequested(channelId: number, read?: KvValue<ChannelMode>): boolean {
    const told = this.told.get(channelId);
    const mode = told && told.revision >= (read?.revision ?? 0) ? told.mode : read?.value;
    return mode !== undefined && mode.mode !== 'radio';
  }

  /** @throws AppError `CHANNEL_NOT_FOUND`; `SERVICE_UNAVAILABLE` while the KV is away */
  async get(channelId: number): Promise<ChannelModeDto> {
    return { channelId, mode: (await this.read(channelId))?.value.mode ?? 'radio' };
  }

  /** @throws AppError `CHANNEL_NOT_FOUND`; `SERVICE_UNAVAILABLE` while the KV is away */
  async set(channelId: number, mode: ChannelMode['mode']): Promise<ChannelModeDto> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (tries > 0) await wait(tries * WAIT_MS);
      const before = await this.read(channelId);
      // Also what is so already: the answer may be old, of a replica that is behind, and only a write finds that out.
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

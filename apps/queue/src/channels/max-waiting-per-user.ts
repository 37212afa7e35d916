import { AppError } from '@longwave/contracts';
import type { ChannelDirectory } from '@longwave/messaging';

/** Songs a listener may have waiting where nobody can tell how many the channel allows. */
export const DEFAULT_MAX_WAITING = 3;

/**
 * How many songs each listener may have waiting on a channel.
 *
 * @throws AppError `CHANNEL_NOT_FOUND` when there is certainly none; when nobody can tell, there may be one
 */
export async function maxWaitingPerUser(channels: ChannelDirectory, channelId: number): Promise<number> {
  try {
    return (await channels.get(channelId)).maxWaitingPerUser;
  } catch (error) {
    if (error instanceof AppError && error.code === 'CHANNEL_NOT_FOUND') throw error;
    return DEFAULT_MAX_WAITING;
  }
}

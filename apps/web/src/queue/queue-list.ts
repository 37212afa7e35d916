import type { QueryClient } from '@tanstack/react-query';
import type { QueueList } from '../api/types';

export const queueKey = (channelId: number) => ['queue', channelId] as const;

/**
 * Which list of a channel's queue stands: the newer one by its `rev`; of the same `rev` the one that came last, which puts
 * right a vote that was shown before it was counted.
 *
 * @param atLeast the `rev` that whoever tells has shown before: what comes below it is of a queue that lost its count, and
 *   is the truth from now on
 */
export function newestList(known: QueueList | undefined, told: QueueList, atLeast: number): QueueList {
  return known === undefined || told.rev >= known.rev || told.rev < atLeast ? told : known;
}

/** Asks for a queue; a live event that was newer than the answer stays. */
export async function askForQueue(client: QueryClient, channelId: number, ask: () => Promise<QueueList>): Promise<QueueList> {
  const known = () => client.getQueryData<QueueList>(queueKey(channelId));
  const revBefore = known()?.rev ?? 0;
  const told = await ask();
  return newestList(known(), told, revBefore);
}

/** Keeps what the live events of one channel tell of its queue, for as long as they are read. */
export function queueEvents(client: QueryClient, channelId: number): (event: QueueList) => void {
  let revBefore = 0;
  return (event) => {
    client.setQueryData<QueueList>(queueKey(channelId), (known) => newestList(known, event, revBefore));
    revBefore = event.rev;
  };
}

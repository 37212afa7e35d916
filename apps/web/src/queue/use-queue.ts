import { unwrap } from '@longwave/api-client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { asGuest, asOperator, guests, publicApi } from '../api/api';
import type { QueueEntry, QueueList, Track } from '../api/types';
import { backOffMs } from '../shared/back-off-ms';
import { withVote } from './own-vote';
import type { Vote } from './own-vote';
import { askForQueue, queueKey } from './queue-list';

/** The waiting requests. Live events keep them fresh; this asks until it has an answer once, for when those are away. */
export function useQueue(channelId: number) {
  const client = useQueryClient();
  return useQuery({
    queryKey: queueKey(channelId),
    queryFn: () => askForQueue(client, channelId, () => unwrap(publicApi.GET('/api/v1/queue/{channel}', { params: { path: { channel: channelId } } }))),
    staleTime: Infinity,
    // Until there is an answer `failureReason` tells why there is none.
    retry: true,
    retryDelay: (failures) => backOffMs(failures + 1, Math.random()),
  });
}

function replaceEntry(list: QueueList | undefined, entry: QueueEntry): QueueList | undefined {
  return list && { ...list, items: list.items.map((item) => (item.id === entry.id ? entry : item)) };
}

/** Votes; shown at once, and put right by the station's answer, unless a live event has told more by then. */
export function useVote(channelId: number) {
  const client = useQueryClient();
  const revShown = () => client.getQueryData<QueueList>(queueKey(channelId))?.rev;
  const put = (entry: QueueEntry) => client.setQueryData<QueueList>(queueKey(channelId), (list) => replaceEntry(list, entry));
  return useMutation({
    mutationFn: ({ entry, vote }: { entry: QueueEntry; vote: Vote }) =>
      asGuest((api) => unwrap(api.POST('/api/v1/queue/{channel}/{entry}/vote', { params: { path: { channel: channelId, entry: entry.id } }, body: { value: vote } }))),
    onMutate: ({ entry, vote }) => {
      const guest = guests.current.get();
      if (guest) put(withVote(entry, guest.user_id, vote));
      return revShown();
    },
    onSuccess: (entry, _vote, revBefore) => {
      if (revShown() === revBefore) put(entry);
    },
    onError: () => void client.invalidateQueries({ queryKey: queueKey(channelId) }),
  });
}

/** Asks for a song. */
export function useAddToQueue(channelId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (track: Track) => asGuest((api) => unwrap(api.POST('/api/v1/queue/{channel}', { params: { path: { channel: channelId } }, body: { track_id: track.track_id } }))),
    // Not waited for: the song is asked for, whether the list can be had or not.
    onSuccess: () => void client.invalidateQueries({ queryKey: queueKey(channelId) }),
  });
}

/** Takes an entry back: one's own, or anybody's as the operator. */
export function useRemoveFromQueue(channelId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ entry, isOwn }: { entry: QueueEntry; isOwn: boolean }) =>
      (isOwn ? asGuest : asOperator)((api) => unwrap(api.DELETE('/api/v1/queue/{channel}/{entry}', { params: { path: { channel: channelId, entry: entry.id } } }))),
    onSettled: () => void client.invalidateQueries({ queryKey: queueKey(channelId) }),
  });
}

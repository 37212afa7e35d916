import { unwrap } from '@longwave/api-client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { publicApi } from '../api/api';
import { LiveEventsReader } from '../api/live-events';
import { queueEvents } from '../queue/queue-list';
import { station } from './station';

/** Short breaks are nobody's business. */
const TOLD_AFTER_MS = 3_000;
const ASK_EVERY_MS = 30_000;

/** Reads the channel's live events for as long as the page shows it. Returns whether they are away. */
export function useLiveEvents(channelId: number): { isAway: boolean } {
  const client = useQueryClient();
  const [isAway, setIsAway] = useState(false);
  useEffect(() => {
    const reader = new LiveEventsReader(channelId, {
      now_playing: (event) => station.tell(event),
      queue: queueEvents(client, channelId),
      listeners: (event) => station.listeners.set(event.listeners),
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = reader.status.subscribe(() => {
      clearTimeout(timer);
      if (reader.status.get() === 'lost') timer = setTimeout(() => setIsAway(true), TOLD_AFTER_MS);
      else setIsAway(false);
    });
    reader.open();
    return () => {
      clearTimeout(timer);
      stop();
      reader.close();
    };
  }, [channelId, client]);
  useClock(channelId);
  return { isAway };
}

/** An event's snapshot tells what is on the air, but the sample in it may be old by now. */
function useClock(channelId: number): void {
  const { data } = useQuery({
    queryKey: ['now-playing', channelId],
    queryFn: () => unwrap(publicApi.GET('/api/v1/now-playing/{channel}', { params: { path: { channel: channelId } } })),
    refetchInterval: ASK_EVERY_MS,
    retry: false,
    structuralSharing: false,
  });
  useEffect(() => {
    if (data) station.told(data);
  }, [data]);
}

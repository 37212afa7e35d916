import { unwrap } from '@longwave/api-client';
import { useQuery } from '@tanstack/react-query';
import { publicApi } from '../api/api';
import type { Channel } from '../api/types';

/** Which channel the address asks for: `?channel=<slug>`; without one the first. */
export function pickChannel(channels: readonly Channel[], search: string): Channel | undefined {
  const slug = new URLSearchParams(search).get('channel');
  return channels.find((channel) => channel.slug === slug) ?? channels[0];
}

/** The station's channels, asked for until they come. */
export function useChannels() {
  return useQuery({
    queryKey: ['channels'],
    queryFn: async () => (await unwrap(publicApi.GET('/api/v1/channels'))).items,
    retry: true,
    retryDelay: 2_000,
    staleTime: 60_000,
  });
}

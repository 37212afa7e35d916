import { unwrap } from '@longwave/api-client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { publicApi } from '../api/api';

const PAGE = 5;
const WAIT_MS = 250;

/** The value once it has been still for a moment. */
export function useDebounced<T>(value: T, waitMs = WAIT_MS): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), waitMs);
    return () => clearTimeout(timer);
  }, [value, waitMs]);
  return settled;
}

/** Songs by words, a page at a time; without words all there are. What was found stays until the next is there. */
export function useSearch(query: string) {
  return useInfiniteQuery({
    queryKey: ['search', query],
    queryFn: ({ pageParam, signal }) => unwrap(publicApi.GET('/api/v1/library/search', { params: { query: { query, limit: pageParam === 0 ? PAGE : PAGE * 4, offset: pageParam } }, signal })),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const got = pages.reduce((sum, page) => sum + page.items.length, 0);
      return last.items.length > 0 && got < last.total ? got : undefined;
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: 1,
  });
}

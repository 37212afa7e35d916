import { useEffect, useState } from 'react';
import { station } from '../app/station';
import type { NowPlaying } from '../api/types';

/** A title may be shown so much late. */
const LOOK_EVERY_MS = 150;

/** What is on the air as heard on this page; changes when that does. */
export function useShownNowPlaying(): NowPlaying | undefined {
  const [nowPlaying, setNowPlaying] = useState(() => station.shown()?.nowPlaying);
  useEffect(() => {
    const timer = setInterval(() => setNowPlaying(station.shown()?.nowPlaying), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return nowPlaying;
}

/** What the station sends now, which is seconds before it is heard. */
export function useOnAir(): NowPlaying | undefined {
  const [nowPlaying, setNowPlaying] = useState(() => station.onAir());
  useEffect(() => {
    const timer = setInterval(() => setNowPlaying(station.onAir()), LOOK_EVERY_MS * 3);
    return () => clearInterval(timer);
  }, []);
  return nowPlaying;
}

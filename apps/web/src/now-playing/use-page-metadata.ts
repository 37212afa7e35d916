import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { station } from '../app/station';
import type { Channel, NowPlaying } from '../api/types';
import { headlineOf } from './headline';

/** Tells the tab, and the keys and lock screens that show what sounds. */
export function usePageMetadata(channel: Channel, nowPlaying: NowPlaying | undefined, isPlaying: boolean): void {
  const { t } = useTranslation();
  const { title, subtitle } = headlineOf(nowPlaying, t);
  const album = nowPlaying?.track?.album ?? '';
  const cover = nowPlaying?.track?.album_art_url ?? null;
  useEffect(() => {
    document.title = isPlaying ? t('app.title_playing', { title, channel: channel.name }) : channel.name;
    if (!('mediaSession' in navigator)) return;
    const artwork = cover === null ? [{ src: new URL('/icon-512.png', location.href).href, sizes: '512x512', type: 'image/png' }] : [{ src: new URL(cover, location.href).href }];
    navigator.mediaSession.metadata = new MediaMetadata({ title, artist: subtitle || channel.name, album: album || channel.name, artwork });
  }, [album, channel.name, cover, isPlaying, subtitle, t, title]);
  useEffect(() => {
    if (!('mediaSession' in navigator)) return undefined;
    navigator.mediaSession.setActionHandler('play', () => station.player.play());
    navigator.mediaSession.setActionHandler('pause', () => station.player.stop());
    navigator.mediaSession.setActionHandler('stop', () => station.player.stop());
    return () => {
      for (const action of ['play', 'pause', 'stop'] as const) navigator.mediaSession.setActionHandler(action, null);
    };
  }, []);
}

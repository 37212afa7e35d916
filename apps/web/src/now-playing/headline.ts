import type { TFunction } from 'i18next';
import type { NowPlaying } from '../api/types';
import { splitStreamTitle } from './split-stream-title';

/** What is on the air in two lines. */
export interface Headline {
  title: string;
  /** Artist, DJ or an explanation; may be empty. */
  subtitle: string;
  /** A third line, small; may be empty. */
  note: string;
}

function liveHeadline(nowPlaying: NowPlaying, t: TFunction): Headline {
  const { dj } = nowPlaying;
  const time = dj ? new Date(dj.started_at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) : '';
  const { title, artist } = splitStreamTitle(dj?.title ?? '');
  const name = dj?.name ? t('now.live_by', { dj: dj.name }) : '';
  return { title: title || t('now.live_untitled'), subtitle: [artist, name].filter(Boolean).join(' · '), note: dj ? t('now.live_since', { time }) : '' };
}

/** Puts what is on the air in words. */
export function headlineOf(nowPlaying: NowPlaying | undefined, t: TFunction): Headline {
  if (!nowPlaying) return { title: t('now.nothing_known'), subtitle: '', note: '' };
  const { tier, track } = nowPlaying;
  if (tier === 'live') return liveHeadline(nowPlaying, t);
  if (track) return { title: track.name, subtitle: track.artist || t('now.unknown_artist'), note: track.album };
  if (tier === 'silence') return { title: t('now.silence_title'), subtitle: t('now.silence_text'), note: '' };
  if (tier === 'noise') return { title: t('now.noise_title'), subtitle: t('now.noise_text'), note: '' };
  return { title: t('now.nothing_known'), subtitle: '', note: '' };
}

import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import { useTranslation } from 'react-i18next';
import { station } from '../app/station';
import type { Channel, NowPlaying } from '../api/types';
import { PlayerControls } from '../player/player-controls';
import { playerMood } from '../player/player-state';
import { useStore } from '../shared/store';
import { visuallyHidden } from '../shared/visually-hidden';
import { backdrop } from '../theme/palette';
import { OnAirCover, Picture } from './cover';
import { Dial } from './dial';
import { headlineOf } from './headline';
import { TierBadge } from './tier-badge';
import { TitleLines } from './title-lines';
import { usePageMetadata } from './use-page-metadata';
import { useShownNowPlaying } from './use-shown';

const durationOf = (nowPlaying: NowPlaying | undefined) => (nowPlaying?.track && nowPlaying.track.duration_ms > 0 ? nowPlaying.track.duration_ms / 1000 : undefined);

const look = (scheme: keyof typeof backdrop) => ({ filter: `blur(70px) saturate(1.8) brightness(${backdrop[scheme].brightness})`, opacity: backdrop[scheme].opacity });
const behind = { position: 'absolute', inset: '-20%', pointerEvents: 'none', contain: 'strict', ...look('light') } as const;

/** The picture again, large and blurred, as the light in the room. */
function Backdrop({ nowPlaying }: { nowPlaying: NowPlaying | undefined }) {
  return (
    <Box aria-hidden="true" sx={[behind, (theme) => theme.applyStyles('dark', look('dark'))]}>
      <Picture nowPlaying={nowPlaying} />
    </Box>
  );
}

/** What is heard, and the button for it. */
export function Hero({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const nowPlaying = useShownNowPlaying();
  const isPlaying = playerMood(useStore(station.player.state)) === 'playing';
  usePageMetadata(channel, nowPlaying, isPlaying);
  const headline = headlineOf(nowPlaying, t);
  const spoken = nowPlaying?.track ? t('now.title_by', { title: headline.title, artist: headline.subtitle }) : [headline.title, headline.subtitle].filter(Boolean).join(', ');
  return (
    <Paper component="section" aria-label={t('now.region')} elevation={0} sx={{ position: 'relative', overflow: 'hidden', borderRadius: '28px', border: 1, borderColor: 'divider' }}>
      <Backdrop nowPlaying={nowPlaying} />
      <Box sx={{ position: 'relative', p: { xs: 2, sm: 3.5 } }}>
        <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: 'minmax(180px, 270px) 1fr' }, gap: { xs: 2, sm: 3.5 }, alignItems: 'center' }}>
          <Box sx={{ width: '100%', maxWidth: { xs: 250, sm: 'none' }, mx: 'auto' }}>
            <OnAirCover nowPlaying={nowPlaying} />
          </Box>
          <Box sx={{ minWidth: 0, display: 'grid', gap: { xs: 1, sm: 2 } }}>
            <TierBadge nowPlaying={nowPlaying} />
            <TitleLines headline={headline} />
          </Box>
        </Box>
        <Box sx={{ mt: { xs: 1, sm: 3 } }}>
          <Dial durationSeconds={durationOf(nowPlaying)} isMoving={isPlaying} />
        </Box>
        <PlayerControls channel={channel} />
        <Box role="status" aria-live="polite" sx={visuallyHidden}>{nowPlaying ? t('now.announce', { title: spoken }) : ''}</Box>
      </Box>
    </Paper>
  );
}

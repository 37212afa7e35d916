import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { station } from '../app/station';
import type { Channel } from '../api/types';
import { useStore } from '../shared/store';
import { PlayButton } from './play-button';
import { playerMood } from './player-state';
import type { PlayerState } from './player-state';
import { VolumeControl } from './volume-control';

/** What there is to say about the connection, in two lines. */
function useStateText(state: PlayerState): { text: string; hint: string } {
  const { t } = useTranslation();
  if (state.status === 'stopped' && (state.reason === 'blocked' || state.reason === 'interrupted')) {
    return { text: t(`player.${state.reason}`), hint: t(`player.${state.reason}_hint`) };
  }
  const mood = playerMood(state);
  if (mood !== 'playing') return { text: t(`player.${mood}`), hint: t(`player.${mood}_hint`) };
  const mount = station.player.currentMount();
  return { text: t('player.playing'), hint: mount ? t('player.playing_hint', { format: t(`player.format_${mount.format}`), bitrate: mount.bitrate_kbps }) : '' };
}

/** The button, how the connection is, and the volume. */
export function PlayerControls({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const state = useStore(station.player.state);
  const { text, hint } = useStateText(state);
  return (
    <Box role="group" aria-label={t('player.region')} sx={{ mt: { xs: 2, sm: 3 }, display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 2.5, rowGap: 1.5 }}>
      <PlayButton channelName={channel.name} mood={playerMood(state)} />
      <Box role="status" data-testid="player-state" data-state={playerMood(state)} sx={{ flex: '1 1 180px', minWidth: 0, minHeight: 48 }}>
        <Typography component="p" sx={{ fontSize: '1.1875rem', fontWeight: 700, lineHeight: 1.25, letterSpacing: '-0.01em' }}>{text}</Typography>
        <Typography component="p" variant="body2" sx={{ color: 'text.secondary' }}>{hint}</Typography>
      </Box>
      <VolumeControl />
    </Box>
  );
}

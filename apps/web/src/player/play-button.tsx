import PlayArrowRounded from '@mui/icons-material/PlayArrowRounded';
import StopRounded from '@mui/icons-material/StopRounded';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import { keyframes } from '@mui/material/styles';
import { useTranslation } from 'react-i18next';
import { station } from '../app/station';
import type { PlayerMood } from './player-state';

const SIZE = 92;
const spin = keyframes`to { transform: rotate(1turn); }`;
const radiate = keyframes`from { transform: scale(1); opacity: 0.5; } to { transform: scale(1.35); opacity: 0; }`;

const ring = { position: 'absolute', inset: 0, borderRadius: '50%', border: '3px solid', pointerEvents: 'none' } as const;

function Ring({ mood }: { mood: PlayerMood }) {
  if (mood === 'stopped') return null;
  if (mood === 'playing') return <Box aria-hidden="true" sx={{ ...ring, borderColor: 'primary.main', animation: `${radiate} 2.4s ease-out infinite`, '@media (prefers-reduced-motion: reduce)': { display: 'none' } }} />;
  return <Box aria-hidden="true" sx={{ ...ring, inset: -7, borderColor: 'transparent', borderTopColor: 'secondary.main', borderRightColor: 'secondary.main', animation: `${spin} 1s linear infinite` }} />;
}

/** The one big button. It plays or it stops, whatever the line does meanwhile. */
export function PlayButton({ channelName, mood }: { channelName: string; mood: PlayerMood }) {
  const { t } = useTranslation();
  const isOn = mood !== 'stopped';
  const Icon = isOn ? StopRounded : PlayArrowRounded;
  return (
    <Box sx={{ position: 'relative', width: SIZE, height: SIZE, flexShrink: 0 }}>
      <Ring mood={mood} />
      <ButtonBase
        onClick={() => (isOn ? station.player.stop() : station.player.play())}
        aria-label={t(isOn ? 'player.stop' : 'player.play', { channel: channelName })}
        data-testid="play"
        sx={{
          position: 'relative', width: SIZE, height: SIZE, borderRadius: '50%', bgcolor: 'primary.main', color: 'primary.contrastText', transition: 'transform 120ms, background-color 120ms',
          boxShadow: '0 10px 30px -8px var(--mui-palette-primary-main)', '&:hover': { bgcolor: 'primary.light', transform: 'scale(1.04)' }, '&:active': { transform: 'scale(0.97)' },
          '&.Mui-focusVisible': { outline: '3px solid var(--mui-palette-text-primary)', outlineOffset: '4px' },
        }}
      >
        <Icon sx={{ fontSize: 52 }} />
      </ButtonBase>
    </Box>
  );
}

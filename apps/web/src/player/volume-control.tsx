import VolumeOffRounded from '@mui/icons-material/VolumeOffRounded';
import VolumeUpRounded from '@mui/icons-material/VolumeUpRounded';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Slider from '@mui/material/Slider';
import { useTranslation } from 'react-i18next';
import { station } from '../app/station';
import { useStore } from '../shared/store';

/** How loud. Absent where the device's own buttons do that. */
export function VolumeControl() {
  const { t } = useTranslation();
  const { level, isMuted } = useStore(station.volume.store);
  if (!station.volume.isAdjustable) return null;
  const isSilent = isMuted || level === 0;
  const percent = Math.round(level * 100);
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, width: { xs: '100%', sm: 170 } }}>
      <IconButton onClick={() => station.volume.toggleMute()} aria-label={t(isSilent ? 'player.unmute' : 'player.mute')}>
        {isSilent ? <VolumeOffRounded /> : <VolumeUpRounded />}
      </IconButton>
      <Slider
        size="small"
        aria-label={t('player.volume')}
        value={isMuted ? 0 : percent}
        step={5}
        onChange={(_event, value) => station.volume.setLevel(Number(value) / 100)}
        getAriaValueText={(value) => `${value} %`}
        sx={{ mr: 1.5 }}
      />
    </Box>
  );
}

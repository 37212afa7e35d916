import CloseRounded from '@mui/icons-material/CloseRounded';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { operatorToken, setOperatorToken } from '../api/api';
import type { Channel } from '../api/types';
import { useStore } from '../shared/store';
import { AirSection } from './air-section';
import { LibrarySection } from './library-section';
import { LiveTokenSection } from './live-token-section';
import { SignIn } from './sign-in';

interface OperatorDrawerProps {
  channel: Channel;
  isOpen: boolean;
  onClose: () => void;
}

/** What an operator does while the station is on the air. */
export function OperatorDrawer({ channel, isOpen, onClose }: OperatorDrawerProps) {
  const { t } = useTranslation();
  const isSignedIn = useStore(operatorToken) !== undefined;
  return (
    <Drawer anchor="right" open={isOpen} onClose={onClose} slotProps={{ paper: { 'aria-labelledby': 'operator-title', sx: { width: { xs: '100%', sm: 460 }, p: { xs: 2, sm: 3 } } } }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mb: 2 }}>
        <Typography variant="h2" id="operator-title" sx={{ flex: 1 }}>{t('operator.title')}</Typography>
        {isSignedIn ? <Button size="small" onClick={() => setOperatorToken(undefined)}>{t('operator.sign_out')}</Button> : null}
        <IconButton aria-label={t('operator.close')} onClick={onClose} edge="end"><CloseRounded /></IconButton>
      </Box>
      {isSignedIn ? (
        <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 3.5 }}>
          <AirSection channelId={channel.channel_id} />
          <LiveTokenSection channelId={channel.channel_id} />
          <LibrarySection />
        </Box>
      ) : <SignIn />}
    </Drawer>
  );
}

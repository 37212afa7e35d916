import HeadphonesRounded from '@mui/icons-material/HeadphonesRounded';
import TuneRounded from '@mui/icons-material/TuneRounded';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../api/types';
import { useStore } from '../shared/store';
import { visuallyHidden } from '../shared/visually-hidden';
import { tabularNumbers } from '../theme/theme';
import { ChannelMenu } from './channel-menu';
import { Logo } from './logo';
import { station } from './station';

function ListenerCount({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const count = useStore(station.listeners) ?? channel.listeners;
  const text = t('app.listeners', { count });
  return (
    <Tooltip title={text} describeChild>
      <Box data-testid="listeners" sx={{ display: 'flex', alignItems: 'center', gap: 0.75, px: 1.5, height: 36, borderRadius: 999, border: 1, borderColor: 'divider', typography: 'body2', fontWeight: 650, ...tabularNumbers }}>
        <HeadphonesRounded fontSize="small" aria-hidden="true" />
        <Box component="span" sx={{ display: { xs: 'none', sm: 'inline' } }}>{text}</Box>
        <Box component="span" aria-hidden="true" sx={{ display: { sm: 'none' } }}>{count}</Box>
        <Box component="span" sx={{ ...visuallyHidden, display: { sm: 'none' } }}>{text}</Box>
      </Box>
    </Tooltip>
  );
}

interface HeaderProps {
  channel: Channel;
  channels: readonly Channel[];
  onOperator: () => void;
}

/** Whose page this is. */
export function Header({ channel, channels, onOperator }: HeaderProps) {
  const { t } = useTranslation();
  return (
    <Box component="header" aria-label={t('app.header')} sx={{ display: 'flex', alignItems: 'center', gap: 1.5, py: { xs: 1.25, sm: 2 } }}>
      <Logo size={42} />
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography variant="h1" sx={{ fontSize: '1.25rem', fontWeight: 750, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{channel.name}</Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary', lineHeight: 1.35, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{channel.description}</Typography>
      </Box>
      {channels.length > 1 ? <ChannelMenu channel={channel} channels={channels} /> : null}
      <ListenerCount channel={channel} />
      <Tooltip title={t('app.operator')}>
        <IconButton aria-label={t('app.operator')} onClick={onOperator} edge="end">
          <TuneRounded />
        </IconButton>
      </Tooltip>
    </Box>
  );
}

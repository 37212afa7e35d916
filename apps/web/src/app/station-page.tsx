import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Container from '@mui/material/Container';
import Link from '@mui/material/Link';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../api/types';
import { Hero } from '../now-playing/hero';
import { playerMood } from '../player/player-state';
import { QueuePanel } from '../queue/queue-panel';
import { RequestPanel } from '../request/request-panel';
import { useStore } from '../shared/store';
import { Elsewhere } from './elsewhere';
import { Header } from './header';
import { station } from './station';
import { useLiveEvents } from './use-live-events';

// Few people are operators.
const OperatorDrawer = lazy(() => import('../operator/operator-drawer').then(({ OperatorDrawer: component }) => ({ default: component })));

function ConnectionBanner({ isAway }: { isAway: boolean }) {
  const { t } = useTranslation();
  const isPlaying = playerMood(useStore(station.player.state)) === 'playing';
  return (
    <Box role="status" aria-live="polite">
      {isAway ? <Alert severity="warning" data-testid="connection-lost" sx={{ mb: 2, borderRadius: '14px' }}>{t(isPlaying ? 'connection.lost' : 'connection.lost_stopped')}</Alert> : null}
    </Box>
  );
}

const skipLink = { position: 'absolute', left: 8, top: -80, zIndex: 10, p: 1, bgcolor: 'background.paper', '&:focus': { top: 8 } } as const;

/** Phones: one below the other; wider: what is heard and where on the left, what may be done on the right. */
const layout = {
  display: 'grid', alignItems: 'start', gap: { xs: 2, md: 2.5 }, gridTemplateRows: { md: 'auto 1fr' },
  gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 7fr) minmax(0, 5fr)' },
  gridTemplateAreas: { xs: '"hero" "side" "elsewhere"', md: '"hero side" "elsewhere side"' },
} as const;

/** The page of one channel. */
export function StationPage({ channel, channels }: { channel: Channel; channels: readonly Channel[] }) {
  const { t } = useTranslation();
  const { isAway } = useLiveEvents(channel.channel_id);
  const [drawer, setDrawer] = useState<'unopened' | 'open' | 'closed'>('unopened');
  useEffect(() => station.player.setMounts(channel.mounts), [channel.mounts]);
  return (
    <Container maxWidth="lg" sx={{ px: { xs: 2, sm: 3 }, pb: 5 }}>
      <Link href="#player" sx={skipLink}>{t('app.skip_to_content')}</Link>
      <Header channel={channel} channels={channels} onOperator={() => setDrawer('open')} />
      <ConnectionBanner isAway={isAway} />
      <Box sx={layout}>
        <Box component="main" sx={{ display: 'contents' }}>
          <Box id="player" tabIndex={-1} sx={{ gridArea: 'hero', outline: 'none' }}><Hero channel={channel} /></Box>
          <Box sx={{ gridArea: 'side', display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: { xs: 2, md: 2.5 } }}>
            <QueuePanel channelId={channel.channel_id} />
            <RequestPanel channel={channel} />
          </Box>
        </Box>
        <Box sx={{ gridArea: 'elsewhere' }}><Elsewhere channel={channel} /></Box>
      </Box>
      <Suspense>{drawer === 'unopened' ? null : <OperatorDrawer channel={channel} isOpen={drawer === 'open'} onClose={() => setDrawer('closed')} />}</Suspense>
    </Container>
  );
}

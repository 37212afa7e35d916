import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Logo } from './logo';
import { StationPage } from './station-page';
import { pickChannel, useChannels } from './use-channel';

/** Before the channels are known: the sound is there already, but nobody has told where. */
function Waiting({ text }: { text: string }) {
  return (
    <Box component="main" sx={{ minHeight: '100dvh', display: 'grid', placeContent: 'center', justifyItems: 'center', gap: 2, p: 3, textAlign: 'center' }}>
      <Logo size={72} />
      <Typography role="status">{text}</Typography>
    </Box>
  );
}

/** The page. */
export function App() {
  const { t } = useTranslation();
  const { data: channels, failureCount } = useChannels();
  if (!channels) return <Waiting text={t(failureCount > 1 ? 'connection.lost_stopped' : 'app.loading')} />;
  const channel = pickChannel(channels, location.search);
  return channel ? <StationPage channel={channel} channels={channels} /> : <Waiting text={t('app.no_channels')} />;
}

import SkipNextRounded from '@mui/icons-material/SkipNextRounded';
import VoiceOverOffRounded from '@mui/icons-material/VoiceOverOffRounded';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { unwrap } from '@longwave/api-client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asOperator } from '../api/api';
import type { NowPlaying } from '../api/types';
import { headlineOf } from '../now-playing/headline';
import { TierBadge } from '../now-playing/tier-badge';
import { useOnAir } from '../now-playing/use-shown';
import { useErrorText } from '../shared/use-error-text';
import { Section } from './section';

/** Asks once more: a show that was ended cannot be taken up again where it was. */
function KickButton({ channelId, dj }: { channelId: number; dj: string }) {
  const { t } = useTranslation();
  const say = useErrorText();
  const [isAsking, setIsAsking] = useState(false);
  const kick = useMutation({
    mutationFn: () => asOperator((api) => unwrap(api.POST('/admin/livestream/kick', { body: { channel_id: channelId } }))),
    onSettled: () => setIsAsking(false),
  });
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      {isAsking ? (
        <Box role="group" aria-label={t('operator.kick')} sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
          <Typography variant="body2" sx={{ flex: '1 1 100%' }}>{t('operator.kick_confirm', { dj })}</Typography>
          <Button autoFocus color="secondary" variant="contained" loading={kick.isPending} onClick={() => kick.mutate()}>{t('operator.kick_yes')}</Button>
          <Button onClick={() => setIsAsking(false)}>{t('operator.kick_no')}</Button>
        </Box>
      ) : <Button color="secondary" variant="outlined" startIcon={<VoiceOverOffRounded />} onClick={() => setIsAsking(true)}>{t('operator.kick')}</Button>}
      {kick.isSuccess ? <Alert severity="success">{t('operator.kicked', { dj: kick.data.dj_name })}</Alert> : null}
      {kick.isError ? <Alert severity="error">{say(kick.error)}</Alert> : null}
    </Box>
  );
}

const idOf = (nowPlaying: NowPlaying | undefined) => nowPlaying?.entry_id ?? nowPlaying?.track?.track_id;

/** What is on the air at the mixer, which is what an operator's commands meet. */
export function AirSection({ channelId }: { channelId: number }) {
  const { t } = useTranslation();
  const say = useErrorText();
  const onAir = useOnAir();
  const { title, subtitle } = headlineOf(onAir, t);
  const skip = useMutation({
    mutationFn: (expectedId: string | undefined) =>
      asOperator((api) => unwrap(api.POST('/admin/channels/{channel}/skip', { params: { path: { channel: channelId } }, body: expectedId === undefined ? {} : { expected_id: expectedId } }))),
  });
  return (
    <Section title={t('operator.air')}>
      <Box>
        <TierBadge nowPlaying={onAir} />
        <Typography sx={{ mt: 1, fontWeight: 650, overflowWrap: 'anywhere' }}>{title}</Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>{subtitle}</Typography>
      </Box>
      {onAir?.tier === 'live'
        ? <KickButton channelId={channelId} dj={onAir.dj?.name ?? ''} />
        : <Button variant="contained" startIcon={<SkipNextRounded />} loading={skip.isPending} loadingPosition="start" disabled={!onAir?.track} onClick={() => skip.mutate(idOf(onAir))}>{t('operator.skip')}</Button>}
      {skip.isSuccess ? <Alert severity="success" onClose={() => skip.reset()}>{t('operator.skipped')}</Alert> : null}
      {skip.isError ? <Alert severity="error" onClose={() => skip.reset()}>{say(skip.error)}</Alert> : null}
    </Section>
  );
}

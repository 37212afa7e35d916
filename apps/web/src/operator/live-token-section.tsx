import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { unwrap } from '@longwave/api-client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asOperator } from '../api/api';
import type { LiveToken } from '../api/types';
import { CodeLine } from '../shared/code-line';
import { useErrorText } from '../shared/use-error-text';
import { Section } from './section';

const HOURS = [1, 2, 4, 8, 24] as const;
const HOUR_SECONDS = 3_600;

/** A new token and what to do with it. */
function ReadyToken({ token }: { token: LiveToken }) {
  const { t } = useTranslation();
  const time = new Date(token.expires_at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
  const parts = [
    { label: t('operator.command'), text: token.command, copyLabel: t('operator.copy_command') },
    { label: t('operator.password'), text: token.token, copyLabel: t('operator.copy_password') },
    ...(token.short_token ? [{ label: t('operator.short_password'), text: token.short_token, copyLabel: t('operator.copy_short_password') }] : []),
  ];
  return (
    <Box data-testid="live-token" sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 1.5 }}>
      <Alert severity="success">{token.dj_name ? t('operator.token_ready', { dj: token.dj_name }) : t('operator.token_ready_unnamed')} {t('operator.token_expires', { time })}.</Alert>
      {parts.map(({ label, text, copyLabel }) => (
        <Box key={label}>
          <Typography variant="body2" sx={{ mb: 0.5, fontWeight: 650 }}>{label}</Typography>
          <CodeLine text={text} copyLabel={copyLabel} isWrapped />
        </Box>
      ))}
    </Box>
  );
}

/** Makes a go-live token. */
export function LiveTokenSection({ channelId }: { channelId: number }) {
  const { t } = useTranslation();
  const say = useErrorText();
  const [name, setName] = useState('');
  const [hours, setHours] = useState<number>(1);
  const make = useMutation({
    mutationFn: () => asOperator((api) => unwrap(api.POST('/admin/livestream/token', { body: { channel_id: channelId, max_streaming_seconds: hours * HOUR_SECONDS, ...(name.trim() && { dj_name: name.trim() }) } }))),
  });
  const submit = (event: { preventDefault(): void }) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <Section title={t('operator.live')}>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('operator.live_text')}</Typography>
      <Box component="form" onSubmit={submit} sx={{ display: 'grid', gridTemplateColumns: '1fr 130px', gap: 1.5 }}>
        <TextField size="small" label={t('operator.dj_name')} value={name} onChange={(event) => setName(event.target.value)} slotProps={{ htmlInput: { maxLength: 100, autoComplete: 'off' } }} />
        <TextField select size="small" label={t('operator.duration')} value={hours} onChange={(event) => setHours(Number(event.target.value))}>
          {HOURS.map((count) => <MenuItem key={count} value={count}>{t('operator.duration_hours', { count })}</MenuItem>)}
        </TextField>
        <Button type="submit" variant="outlined" loading={make.isPending} sx={{ gridColumn: '1 / -1' }}>{t('operator.make_token')}</Button>
      </Box>
      <Box aria-live="polite">
        {make.isError ? <Alert severity="error">{say(make.error)}</Alert> : null}
        {make.isSuccess ? <ReadyToken token={make.data} /> : null}
      </Box>
    </Section>
  );
}

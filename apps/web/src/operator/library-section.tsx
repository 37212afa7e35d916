import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { unwrap } from '@longwave/api-client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { asOperator } from '../api/api';
import type { ImportStatus } from '../api/types';
import { useErrorText } from '../shared/use-error-text';
import { Section } from './section';

const KEY = ['import'] as const;
const [BUSY_MS, IDLE_MS] = [1_500, 8_000];

function RefusedFiles({ refused }: { refused: ImportStatus['refused'] }) {
  const { t } = useTranslation();
  const say = useErrorText();
  if (refused.length === 0) return <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('operator.refused_none')}</Typography>;
  return (
    <Box component="details" sx={{ '& summary': { cursor: 'pointer', fontWeight: 650, typography: 'body2' } }}>
      <summary>{t('operator.refused', { count: refused.length })}</summary>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, mt: 1, p: 0, maxHeight: 280, overflowY: 'auto' }}>
        {refused.map((file) => (
          <Box component="li" key={file.path} sx={{ py: 0.75, borderTop: 1, borderColor: 'divider' }}>
            <Typography variant="body2" sx={{ fontWeight: 650, overflowWrap: 'anywhere' }}>{file.path}</Typography>
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>{say({ code: file.code, message: file.message, details: {} })}</Typography>
          </Box>
        ))}
      </Box>
    </Box>
  );
}

/** How far the import is, and what was not taken. */
export function LibrarySection() {
  const { t } = useTranslation();
  const say = useErrorText();
  const client = useQueryClient();
  const status = useQuery({
    queryKey: KEY,
    queryFn: () => asOperator((api) => unwrap(api.GET('/admin/library/import'))),
    refetchInterval: ({ state }) => (state.data?.is_scanning ? BUSY_MS : IDLE_MS),
  });
  const scan = useMutation({
    mutationFn: () => asOperator((api) => unwrap(api.POST('/admin/library/scan'))),
    onSuccess: (started) => client.setQueryData(KEY, started),
  });
  const data = status.data;
  const error = status.error ?? scan.error;
  return (
    <Section title={t('operator.library')}>
      {error ? <Alert severity="error">{say(error)}</Alert> : null}
      {data ? (
        <>
          <Typography variant="body2">
            <b>{t('operator.tracks', { count: data.tracks })}</b> · {data.is_scanning ? t('operator.scanning', { done: data.done, found: data.found }) : t('operator.idle', { found: data.found })}
          </Typography>
          {data.is_scanning ? <LinearProgress variant="determinate" aria-label={t('operator.library')} value={data.found > 0 ? (100 * data.done) / data.found : 0} /> : null}
          <RefusedFiles refused={data.refused} />
        </>
      ) : null}
      <Button variant="outlined" loading={scan.isPending || (data?.is_scanning ?? false)} onClick={() => scan.mutate()}>{t('operator.scan')}</Button>
    </Section>
  );
}

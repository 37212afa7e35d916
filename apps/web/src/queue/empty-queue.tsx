import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';

/** The outline of an entry that nobody has asked for yet. */
function Place({ opacity, widths }: { opacity: number; widths: readonly [string, string] }) {
  const dashed = { border: '1.5px dashed', borderColor: 'surface.line' } as const;
  return (
    <Box aria-hidden="true" sx={{ display: 'flex', alignItems: 'center', gap: 1.25, py: 1, opacity }}>
      <Box sx={{ width: 20 }} />
      <Box sx={{ ...dashed, width: 46, height: 46, borderRadius: '10px', flexShrink: 0 }} />
      <Box sx={{ flex: 1, display: 'grid', gap: 1 }}>
        {widths.map((width) => <Box key={width} sx={{ width, height: 10, borderRadius: 5, bgcolor: 'surface.raised' }} />)}
      </Box>
    </Box>
  );
}

/** Says what to do, above places that wait for songs. */
export function EmptyQueue() {
  const { t } = useTranslation();
  return (
    <Box sx={{ pt: 0.5 }}>
      <Typography variant="h3" component="p">{t('queue.empty_title')}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', mt: 0.5, mb: 1.5, maxWidth: '46ch' }}>{t('queue.empty_text')}</Typography>
      <Place opacity={0.9} widths={['58%', '36%']} />
      <Place opacity={0.45} widths={['44%', '28%']} />
    </Box>
  );
}

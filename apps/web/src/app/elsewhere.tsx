import PodcastsRounded from '@mui/icons-material/PodcastsRounded';
import RadioRounded from '@mui/icons-material/RadioRounded';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../api/types';
import { CodeLine } from '../shared/code-line';

function Part({ title, icon, children }: { title: string; icon: ReactNode; children: ReactNode }) {
  return (
    <Box component="section" aria-label={title} sx={{ minWidth: 0 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mb: 0.75, '& svg': { color: 'primary.main' } }}>
        {icon}
        <Typography variant="h3" component="h2">{title}</Typography>
      </Box>
      {children}
    </Box>
  );
}

/** The same sound without this page, and how to make some. */
export function Elsewhere({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const small = { typography: 'body2', color: 'text.secondary', maxWidth: '60ch' } as const;
  return (
    <Box component="footer" sx={{ px: { xs: 0.5, sm: 3.5 }, py: 1, display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 3 }}>
      <Part title={t('elsewhere.region')} icon={<RadioRounded fontSize="small" />}>
        <Box sx={small}>{t('elsewhere.text')}</Box>
        <Box sx={{ mt: 1.5, display: 'grid', gap: 1 }}>
          {channel.mounts.map((mount) => {
            const format = t(`elsewhere.format_${mount.format}`);
            return (
              <Box key={mount.url} sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '190px minmax(0, 1fr)' }, alignItems: 'center', gap: { xs: 0.25, sm: 1.5 } }}>
                <Typography variant="body2"><b>{format}</b> · {t('elsewhere.bitrate', { bitrate: mount.bitrate_kbps })}</Typography>
                <CodeLine text={mount.url} copyLabel={t('elsewhere.copy', { format })} />
              </Box>
            );
          })}
        </Box>
      </Part>
      <Part title={t('elsewhere.go_live')} icon={<PodcastsRounded fontSize="small" />}>
        <Box sx={small}>{t('elsewhere.go_live_text')}</Box>
        <Box sx={{ mt: 1.5, display: 'flex', gap: 2.5, typography: 'body2' }}>
          <Link href="/docs">{t('elsewhere.api')}</Link>
          <Link href="/health">{t('elsewhere.status')}</Link>
        </Box>
      </Part>
    </Box>
  );
}

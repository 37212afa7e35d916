import Box from '@mui/material/Box';
import { keyframes } from '@mui/material/styles';
import { useTranslation } from 'react-i18next';
import type { NowPlaying, Tier } from '../api/types';
import { PersonName } from '../queue/person-name';

const pulse = keyframes`50% { opacity: 0.35; }`;

/** Where what sounds comes from. */
export function TierBadge({ nowPlaying }: { nowPlaying: NowPlaying | undefined }) {
  const { t } = useTranslation();
  const tier: Tier = nowPlaying?.tier ?? 'silence';
  const isLive = tier === 'live';
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, minHeight: 30, visibility: nowPlaying ? 'visible' : 'hidden' }}>
      <Box
        component="span"
        sx={{
          display: 'inline-flex', alignItems: 'center', gap: 0.75, px: 1.25, py: 0.375, borderRadius: 999, typography: 'overline', textTransform: 'uppercase', border: '1.5px solid', borderColor: `tier.${tier}`,
          ...(isLive ? { bgcolor: 'tier.live', color: 'secondary.contrastText' } : { color: `tier.${tier}` }),
        }}
      >
        <Box component="span" aria-hidden="true" sx={{ width: 8, height: 8, borderRadius: '50%', bgcolor: 'currentcolor', ...(isLive && { animation: `${pulse} 1.6s ease-in-out infinite` }) }} />
        {t(`now.tier_${tier}`)}
      </Box>
      {tier === 'requests' && nowPlaying?.requested_by ? (
        <Box component="span" sx={{ typography: 'body2', color: 'text.secondary' }}>
          <PersonName userId={nowPlaying.requested_by} textKey="now.requested_by" />
        </Box>
      ) : null}
    </Box>
  );
}

import AddRounded from '@mui/icons-material/AddRounded';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useTranslation } from 'react-i18next';
import type { Track } from '../api/types';
import { formatDuration } from '../shared/format-duration';
import { TrackLine } from '../shared/track-line';

interface SearchResultsProps {
  tracks: readonly Track[];
  /** The song that is being asked for. */
  pendingId: string | undefined;
  onAsk: (track: Track) => void;
}

/** Songs that may be asked for. */
export function SearchResults({ tracks, pendingId, onAsk }: SearchResultsProps) {
  const { t } = useTranslation();
  return (
    <Box component="ul" aria-label={t('request.results')} sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {tracks.map((track) => (
        <Box component="li" key={track.track_id} data-testid="search-result" sx={{ display: 'flex', alignItems: 'center', gap: 1.25, py: 0.75 }}>
          <TrackLine track={track} note={formatDuration(track.duration_ms / 1000)} />
          <Button size="small" variant="outlined" startIcon={<AddRounded />} aria-label={t('request.ask_for', { title: track.name })} loading={pendingId === track.track_id} loadingPosition="start" onClick={() => onAsk(track)} sx={{ flexShrink: 0 }}>
            {t('request.ask')}
          </Button>
        </Box>
      ))}
    </Box>
  );
}

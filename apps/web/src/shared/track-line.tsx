import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Track } from '../api/types';
import { TrackCover } from '../now-playing/cover';

const oneLine = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

interface TrackLineProps {
  track: Track;
  /** Short, beside the artist. */
  note?: ReactNode;
  /** A line of its own. */
  lastLine?: ReactNode;
}

/** A song in a list: picture, title, artist and notes. */
export function TrackLine({ track, note, lastLine }: TrackLineProps) {
  const { t } = useTranslation();
  return (
    <>
      <Box sx={{ width: 46, height: 46, borderRadius: '10px', overflow: 'hidden', flexShrink: 0, bgcolor: 'surface.raised' }}>
        <TrackCover track={track} />
      </Box>
      <Box sx={{ flex: 1, minWidth: 0, lineHeight: 1.3 }}>
        <Box title={track.name} sx={{ ...oneLine, fontWeight: 650 }}>{track.name}</Box>
        <Box sx={{ ...oneLine, typography: 'body2', lineHeight: 1.3, color: 'text.secondary' }}>
          {track.artist || t('now.unknown_artist')}
          {note ? <> · {note}</> : null}
        </Box>
        {lastLine ? <Box sx={{ ...oneLine, fontSize: '0.8125rem', lineHeight: 1.35, color: 'text.secondary' }}>{lastLine}</Box> : null}
      </Box>
    </>
  );
}

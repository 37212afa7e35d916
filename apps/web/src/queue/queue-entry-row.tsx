import CloseRounded from '@mui/icons-material/CloseRounded';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { useTranslation } from 'react-i18next';
import type { QueueEntry } from '../api/types';
import { TrackLine } from '../shared/track-line';
import { tabularNumbers } from '../theme/theme';
import { voteOf } from './own-vote';
import type { Vote } from './own-vote';
import { PersonName } from './person-name';
import { VoteButtons } from './vote-buttons';

interface QueueEntryRowProps {
  entry: QueueEntry;
  ownUserId: string | undefined;
  isOperator: boolean;
  onVote: (vote: Vote) => void;
  onRemove: (isOwn: boolean) => void;
}

/** One waiting song. */
export function QueueEntryRow({ entry, ownUserId, isOperator, onVote, onRemove }: QueueEntryRowProps) {
  const { t } = useTranslation();
  const isOwn = entry.requested_by_user_id === ownUserId;
  const removeLabel = t(isOwn ? 'queue.withdraw' : 'queue.remove', { title: entry.track.name });
  return (
    <Box component="li" data-testid="queue-entry" sx={{ display: 'flex', alignItems: 'center', gap: 1.25, py: 1, borderTop: 1, borderColor: 'divider', '&:first-of-type': { borderTop: 0 } }}>
      <Box component="span" aria-label={t('queue.position', { position: entry.position })} sx={{ width: 20, textAlign: 'center', fontWeight: 700, color: 'primary.main', flexShrink: 0, ...tabularNumbers }}>{entry.position}</Box>
      <TrackLine track={entry.track} lastLine={<PersonName userId={entry.requested_by_user_id} textKey="queue.asked_by" />} />
      <VoteButtons entry={entry} own={voteOf(entry, ownUserId)} onVote={onVote} />
      {isOwn || isOperator ? (
        <Tooltip title={removeLabel}>
          <IconButton size="small" aria-label={removeLabel} onClick={() => onRemove(isOwn)} sx={{ p: 0.5, ml: -0.5 }}>
            <CloseRounded fontSize="small" />
          </IconButton>
        </Tooltip>
      ) : null}
    </Box>
  );
}

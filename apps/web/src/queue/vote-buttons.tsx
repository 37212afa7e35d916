import KeyboardArrowDownRounded from '@mui/icons-material/KeyboardArrowDownRounded';
import KeyboardArrowUpRounded from '@mui/icons-material/KeyboardArrowUpRounded';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import { useTranslation } from 'react-i18next';
import type { QueueEntry } from '../api/types';
import { tabularNumbers } from '../theme/theme';
import { visuallyHidden } from '../shared/visually-hidden';
import { votePressed } from './own-vote';
import type { Vote } from './own-vote';

interface VoteButtonsProps {
  entry: QueueEntry;
  own: Vote;
  onVote: (vote: Vote) => void;
}

const arrow = (isPressed: boolean) => ({ p: 0.5, ...(isPressed && { bgcolor: 'primary.main', color: 'primary.contrastText', '&:hover': { bgcolor: 'primary.light' } }) });

/** Up, the sum, down. One's own vote is marked; pressing it again takes it back. */
export function VoteButtons({ entry, own, onVote }: VoteButtonsProps) {
  const { t } = useTranslation();
  const title = entry.track.name;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.25, flexShrink: 0 }}>
      <IconButton size="small" aria-label={t('queue.vote_up', { title })} aria-pressed={own === 1} onClick={() => onVote(votePressed(own, 1))} sx={arrow(own === 1)}>
        <KeyboardArrowUpRounded />
      </IconButton>
      <Box component="span" sx={{ minWidth: 24, textAlign: 'center', fontWeight: 700, ...tabularNumbers }}>
        <span aria-hidden="true">{entry.votes > 0 ? `+${entry.votes}` : String(entry.votes).replace('-', '−')}</span>
        <Box component="span" sx={visuallyHidden}>{t('queue.votes', { count: entry.votes })}</Box>
      </Box>
      <IconButton size="small" aria-label={t('queue.vote_down', { title })} aria-pressed={own === -1} onClick={() => onVote(votePressed(own, -1))} sx={arrow(own === -1)}>
        <KeyboardArrowDownRounded />
      </IconButton>
    </Box>
  );
}

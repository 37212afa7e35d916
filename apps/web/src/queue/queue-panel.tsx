import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { guests, operatorToken } from '../api/api';
import { Panel } from '../shared/panel';
import { useStore } from '../shared/store';
import { useErrorText } from '../shared/use-error-text';
import { EmptyQueue } from './empty-queue';
import { QueueEntryRow } from './queue-entry-row';
import { useQueue, useRemoveFromQueue, useVote } from './use-queue';

/** Always as high as three songs and a bit, so that what is below stays under the finger of whoever asks for one. */
const frame = { height: 236, overflowY: 'auto', scrollbarWidth: 'thin', mx: -1, px: 1 } as const;

/** What comes next. */
export function QueuePanel({ channelId }: { channelId: number }) {
  const { t } = useTranslation();
  const say = useErrorText();
  const { data, failureReason } = useQueue(channelId);
  const vote = useVote(channelId);
  const remove = useRemoveFromQueue(channelId);
  const guest = useStore(guests.current);
  const isOperator = useStore(operatorToken) !== undefined;
  const waiting = (data?.items ?? []).filter((entry) => entry.status === 'waiting');
  const problem = vote.error ?? remove.error;
  return (
    <Panel title={t('queue.region')} aside={waiting.length > 0 ? <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('queue.count', { count: waiting.length })}</Typography> : null}>
      {problem ? <Alert severity="error" sx={{ mb: 1 }} onClose={() => [vote, remove].forEach((mutation) => mutation.reset())}>{say(problem)}</Alert> : null}
      <Box sx={frame}>
        {!data && failureReason ? <Alert severity="error">{say(failureReason)}</Alert> : null}
        {!data && !failureReason ? <Skeleton variant="rounded" height={62} /> : null}
        {data && waiting.length === 0 ? <EmptyQueue /> : null}
        {waiting.length > 0 ? (
          <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {waiting.map((entry) => (
              <QueueEntryRow
                key={entry.id}
                entry={entry}
                ownUserId={guest?.user_id}
                isOperator={isOperator}
                onVote={(value) => vote.mutate({ entry, vote: value })}
                onRemove={(isOwn) => remove.mutate({ entry, isOwn })}
              />
            ))}
          </Box>
        ) : null}
      </Box>
    </Panel>
  );
}

import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../api/types';
import { useAddToQueue } from '../queue/use-queue';
import { Panel } from '../shared/panel';
import { useErrorText } from '../shared/use-error-text';
import { RequestOutcome } from './request-outcome';
import { SearchField } from './search-field';
import { SearchResults } from './search-results';
import { useDebounced, useSearch } from './use-search';

/** Search and ask for a song. */
export function RequestPanel({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const say = useErrorText();
  const [text, setText] = useState('');
  const query = useDebounced(text.trim());
  const search = useSearch(query);
  const add = useAddToQueue(channel.channel_id);
  const tracks = search.data?.pages.flatMap((page) => page.items) ?? [];
  const total = search.data?.pages[0]?.total ?? 0;
  return (
    <Panel title={t('request.region')} aside={<Typography variant="body2" role="status" sx={{ color: 'text.secondary', flexShrink: 0 }}>{search.data ? t('request.found', { count: total }) : ''}</Typography>}>
      <SearchField text={text} onChange={setText} />
      <Typography variant="body2" sx={{ color: 'text.secondary', mt: 0.75, mb: 1 }}>{t('request.limit_hint', { count: channel.max_waiting_per_user })}</Typography>
      {search.isError ? <Alert severity="error">{say(search.error)}</Alert> : null}
      {search.isSuccess && tracks.length === 0 ? <Typography variant="body2" sx={{ py: 1 }}>{query ? t('request.none', { query }) : t('request.none_at_all')}</Typography> : null}
      <SearchResults tracks={tracks} pendingId={add.isPending ? add.variables.track_id : undefined} onAsk={(track) => add.mutate(track)} />
      {search.hasNextPage ? <Button fullWidth onClick={() => void search.fetchNextPage()} loading={search.isFetchingNextPage} sx={{ mt: 0.5 }}>{t('request.more')}</Button> : null}
      <RequestOutcome add={add} />
    </Panel>
  );
}

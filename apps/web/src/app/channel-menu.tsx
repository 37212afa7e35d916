import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../api/types';

/** Another channel is another page: nothing of this one goes on. */
export function ChannelMenu({ channel, channels }: { channel: Channel; channels: readonly Channel[] }) {
  const { t } = useTranslation();
  return (
    <TextField
      select
      size="small"
      label={t('app.choose_channel')}
      value={channel.slug}
      onChange={(event) => location.assign(`?channel=${encodeURIComponent(event.target.value)}`)}
      sx={{ minWidth: 120 }}
    >
      {channels.map(({ slug, name }) => <MenuItem key={slug} value={slug}>{name}</MenuItem>)}
    </TextField>
  );
}

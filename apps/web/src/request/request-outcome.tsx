import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Snackbar from '@mui/material/Snackbar';
import { useTranslation } from 'react-i18next';
import type { useAddToQueue } from '../queue/use-queue';
import { useErrorText } from '../shared/use-error-text';

const SUCCESS_MS = 6_000;
const REFUSAL_MS = 15_000;

/** What came of asking for a song, over the page, where it is seen wherever one has scrolled and moves nothing. */
export function RequestOutcome({ add }: { add: ReturnType<typeof useAddToQueue> }) {
  const { t } = useTranslation();
  const say = useErrorText();
  const close = (_event: unknown, reason?: string) => {
    if (reason !== 'clickaway') add.reset();
  };
  if (!add.isError && !add.isSuccess) return null;
  return (
    <Snackbar open key={add.submittedAt} autoHideDuration={add.isError ? REFUSAL_MS : SUCCESS_MS} onClose={close} anchorOrigin={{ vertical: 'bottom', horizontal: 'center' }}>
      {add.isError ? (
        <Alert severity="warning" variant="filled" data-testid="refusal" onClose={close} sx={{ maxWidth: 520, borderRadius: '16px' }}>
          <AlertTitle sx={{ mb: 0, fontWeight: 700 }}>{t('request.refused')}</AlertTitle>
          {say(add.error)}
        </Alert>
      ) : (
        <Alert severity="success" variant="filled" data-testid="asked" onClose={close} sx={{ maxWidth: 520, borderRadius: '16px' }}>
          {t('request.asked', { title: add.data.track.name, position: add.data.position })}
        </Alert>
      )}
    </Snackbar>
  );
}

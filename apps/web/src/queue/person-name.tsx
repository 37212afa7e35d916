import { useTranslation } from 'react-i18next';
import { guests } from '../api/api';
import { useStore } from '../shared/store';
import { userLabel } from './user-label';

/** A sentence with somebody in it; oneself is "you". */
export function PersonName({ userId, textKey }: { userId: string; textKey: 'now.requested_by' | 'queue.asked_by' }) {
  const { t } = useTranslation();
  const label = userLabel(userId, useStore(guests.current)?.user_id);
  const who = label.kind === 'guest' ? t('people.guest', { short: label.short }) : t(`people.${label.kind}`);
  return <>{t(textKey, { who })}</>;
}

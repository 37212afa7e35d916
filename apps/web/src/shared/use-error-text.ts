import { useTranslation } from 'react-i18next';
import { errorText } from '../i18n/error-text';

/** Puts an error of the API in words. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => errorText(error, t('errors', { returnObjects: true, skipInterpolation: true }));
}

import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';

/** Prepares the texts. Only English so far; a further language is a further file. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // React escapes.
    interpolation: { escapeValue: false },
  });
}

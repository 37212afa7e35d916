/** What an error of the API tells; see `ApiError`. */
interface TellingError {
  code: string;
  message: string;
  details: Record<string, unknown>;
}

function isTelling(error: unknown): error is TellingError {
  const { code, message, details } = (error ?? {}) as Partial<TellingError>;
  return typeof code === 'string' && typeof message === 'string' && typeof details === 'object';
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '');

/**
 * An error in words, with its limits and times put in.
 *
 * @param texts words by error code, with `{{name}}` for what the error's details hold under that name
 * @returns the server's own message when there are no words for the code, or when something for them is missing
 */
export function errorText(error: unknown, texts: Record<string, string>): string {
  // What is no answer of the API never reached it, or never came back.
  if (!isTelling(error)) return texts['NETWORK'] ?? '';
  const text = Object.hasOwn(texts, error.code) ? texts[error.code] : undefined;
  const values: Record<string, unknown> = { ...error.details, message: error.message };
  const isComplete = text !== undefined && placeholders(text).every((name) => ['string', 'number'].includes(typeof values[name]));
  return isComplete ? text.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name])) : error.message;
}

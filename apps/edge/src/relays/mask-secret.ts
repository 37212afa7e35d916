import type { RelayTarget } from '@longwave/contracts';

const MASK = '***';

/**
 * Puts `***` for a target's password wherever a text has it: as it is, percent-encoded, as a form or HTML would write it,
 * and within Basic credentials. For what a target said, which may be our own request told back.
 */
export function maskSecret(text: string, { user, password }: Pick<RelayTarget, 'user' | 'password'>): string {
  const credentials = ['utf8', 'latin1'] as const;
  const written = [
    // Without its padding: what is left of it tells nothing.
    ...credentials.map((encoding) => Buffer.from(`${user}:${password}`, encoding).toString('base64').replace(/=+$/, '')),
    encodeURIComponent(password), encodeURIComponent(password).toLowerCase(), new URLSearchParams([['', password]]).toString().slice(1),
    inHtml(password), JSON.stringify(password).slice(1, -1), password,
  ];
  // The longest first: a short one within it would leave the rest of it standing.
  return written.sort((a, b) => b.length - a.length).reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}

function inHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

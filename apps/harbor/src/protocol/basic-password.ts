/** Tokens are JWTs of some hundred characters; the rpc that checks them takes no more than this. */
export const MAX_PASSWORD_CHARACTERS = 4_096;

/**
 * The password of `Authorization: Basic …`, whatever the user name; undefined when there is none or it is malformed.
 * Passwords may hold colons, user names may not (RFC 7617).
 */
export function basicPassword(authorization: string | undefined): string | undefined {
  const encoded = /^basic +([A-Za-z0-9+/_-]+={0,2})$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  const password = colon < 0 ? '' : decoded.slice(colon + 1);
  return password === '' || password.length > MAX_PASSWORD_CHARACTERS ? undefined : password;
}

const acceptable = /^(\[[\da-f:]+\]|[a-z\d](?:[a-z\d.-]*[a-z\d])?)(?::\d{1,5})?$/i;

/**
 * The host's name in a `Host` header, without the port. It comes from the client and ends in addresses and commands that
 * people paste, so whatever is no plain name or address becomes `localhost`.
 */
export function hostName(header: string | undefined): string {
  return acceptable.exec((header ?? '').slice(0, 255))?.[1] ?? 'localhost';
}

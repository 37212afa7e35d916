/** The slug in a mount: null for `/live`, the name in `/live/<slug>`; undefined when it is no mount for going live. */
export function mountSlug(path: string): string | null | undefined {
  if (path === '/live' || path === '/live/') return null;
  return /^\/live\/([a-z0-9][a-z0-9-]{0,39})$/.exec(path)?.[1];
}

/** Splits a request's target at its query. */
export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  return mark < 0 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

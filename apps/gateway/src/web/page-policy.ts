/**
 * The page's content security policy: everything from here, sound also from the edge. Styles may be written inline, since
 * the page's component library does so; scripts may not.
 *
 * @param listen origin of the edge
 */
export function pagePolicy(listen: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `media-src 'self' blob: ${listen}`,
    `connect-src 'self' ${listen}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** What everything else gets: an answer of the API is no document. */
export const apiPolicy = "default-src 'none'; frame-ancestors 'none'";

/** The page with the API's document: its scripts and styles lie here too, with inline styles and pictures as data. */
export const docsPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

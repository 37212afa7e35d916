/**
 * Every error that crosses a border, append-only: code, HTTP status, whether the same call may succeed later, and what
 * the one who gets it can do. Looked up with no default: a code that is not here cannot be thrown.
 */
export const errorCatalogue = {
  BAD_REQUEST: { status: 400, retryable: false, help: 'The request does not fit its schema; `details.problems` names each field.' },
  BODY_TOO_LARGE: { status: 413, retryable: false, help: 'Send a smaller body; `details.maxBytes` tells the limit.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false, help: 'Send `Content-Type: application/json`.' },
  UNAUTHENTICATED: { status: 401, retryable: false, help: 'Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.' },
  TOKEN_INVALID: { status: 401, retryable: false, help: 'The token is malformed, expired, of another audience or not signed by this station. Get a new one.' },
  FORBIDDEN: { status: 403, retryable: false, help: 'This token may not do that.' },
  NOT_FOUND: { status: 404, retryable: false, help: 'There is nothing at this address; see `/docs`.' },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false, help: 'Use one of the methods in the `Allow` header.' },
  RATE_LIMITED: { status: 429, retryable: true, help: 'Wait `details.retryAfterSeconds` and try again.' },
  INTERNAL: { status: 500, retryable: true, help: 'A fault of ours; the log has it under the correlation id.' },
  SERVICE_UNAVAILABLE: { status: 503, retryable: true, help: 'The service that answers this is away; the sound goes on. Try again shortly.' },
  CHANNEL_NOT_FOUND: { status: 404, retryable: false, help: 'No such channel; `GET /api/v1/channels` lists them.' },
  TRACK_NOT_FOUND: { status: 404, retryable: false, help: 'No such track; it may have been removed from the library.' },
  TRACK_NOT_PLAYABLE: { status: 409, retryable: false, help: 'The track is known but its file is missing or could not be decoded.' },
  PLAYLIST_NOT_FOUND: { status: 404, retryable: false, help: 'No such playlist on this channel.' },
  PLAYLIST_IS_AUTOMATIC: { status: 409, retryable: false, help: 'This playlist follows the library by itself; make one of your own to edit it.' },
  COVER_NOT_FOUND: { status: 404, retryable: false, help: 'The track has no cover.' },
  ENTRY_NOT_FOUND: { status: 404, retryable: false, help: 'The entry is no longer in the queue.' },
  ENTRY_NOT_YOURS: { status: 403, retryable: false, help: 'Only the one who asked for a song, or an operator, may take it back.' },
  QUEUE_LIMIT_REACHED: { status: 409, retryable: true, help: 'You have as many songs waiting as one listener may; wait until one was played.' },
  QUEUE_FULL: { status: 409, retryable: true, help: 'The queue of this channel is full; wait until a song was played.' },
  EPOCH_OUTDATED: { status: 409, retryable: false, help: 'Another mixer owns the channel by now.' },
  NOTHING_TO_SKIP: { status: 409, retryable: true, help: 'Nothing that can be skipped is on the air.' },
  CHANNEL_NOT_ON_AIR: { status: 503, retryable: true, help: 'No mixer owns this channel at the moment.' },
  LIVE_TOKEN_INVALID: { status: 401, retryable: false, help: 'The password must be a valid go-live token of this station.' },
  LIVE_TOKEN_USED_UP: { status: 403, retryable: false, help: 'The streaming time of this token is used up; ask for a new one.' },
  LIVE_TOKEN_REVOKED: { status: 403, retryable: false, help: 'This token was revoked.' },
  LIVE_SLOT_TAKEN: { status: 409, retryable: true, help: 'Another DJ is on the air on this channel.' },
  LIVE_SESSION_NOT_FOUND: { status: 404, retryable: false, help: 'The live session has ended.' },
  SOURCE_FORMAT_UNSUPPORTED: { status: 415, retryable: false, help: 'Send Ogg Vorbis, Ogg Opus, Ogg FLAC, MP3 or AAC.' },
  MOUNT_NOT_FOUND: { status: 404, retryable: false, help: 'No such mount; go live at `/live` or `/live/<slug>`, listen at `/<slug>`.' },
  LISTENER_NOT_FOUND: { status: 404, retryable: true, help: 'No listener with this id is connected here.' },
  TOO_MANY_LISTENERS: { status: 503, retryable: true, help: 'This edge, or this mount, is full; try again or another one.' },
  IMPORT_UNREADABLE: { status: 422, retryable: false, help: 'The file is not audio that can be decoded.' },
  IMPORT_EMPTY: { status: 422, retryable: false, help: 'The file is empty.' },
  IMPORT_TOO_LARGE: { status: 413, retryable: false, help: 'The file is larger than the library takes.' },
  IMPORT_TOO_SHORT: { status: 422, retryable: false, help: 'The file holds less than a second of sound.' },
  TOO_MANY_CONNECTIONS: { status: 429, retryable: true, help: 'Your address has as many connections as one may have here; close one first.' },
  RELAY_NOT_FOUND: { status: 404, retryable: false, help: 'No such relay; `GET /admin/relays` lists them.' },
  RELAY_TARGET_TAKEN: { status: 409, retryable: false, help: 'Another relay sends to this mount already; delete that one first.' },
  RELAY_LIMIT_REACHED: { status: 409, retryable: false, help: 'The station has as many relays as it may; `details.limit` tells how many.' },
  IMPORT_NO_SPACE: { status: 507, retryable: true, help: 'The station’s disk is full; make room. The file is tried again by itself.' },
  IMPORT_FAILED: { status: 500, retryable: true, help: 'The station could not look at the file, as with a bad disk or without ffmpeg; the message tells why. It is tried again by itself.' },
} as const satisfies Record<string, { status: number; retryable: boolean; help: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** Whether a string, from outside, is one of our codes. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCatalogue, value);
}

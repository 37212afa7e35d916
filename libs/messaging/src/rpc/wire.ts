import { AppError, messageHeaders } from '@longwave/contracts';
import { headers } from '@nats-io/nats-core';
import type { Msg, MsgHdrs } from '@nats-io/nats-core';

/** rpcs carry at most this; bytes go over HTTP. */
export const MAX_RPC_BYTES = 256 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function encodeJson(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value ?? {}));
}

/**
 * Reads a message's JSON. An empty body counts as `{}`, so that `nats request rpc… ''` works.
 *
 * @throws AppError `BAD_REQUEST` or `BODY_TOO_LARGE`
 */
export function decodeJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return {};
  if (bytes.length > MAX_RPC_BYTES) throw new AppError('BODY_TOO_LARGE', 'the message is too large', { maxBytes: MAX_RPC_BYTES });
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (cause) {
    throw new AppError('BAD_REQUEST', 'the message is not JSON', {}, { cause });
  }
}

/** A handler's error as it goes over the wire: code and message in headers, the body as JSON. */
export function encodeError(error: unknown): { data: Uint8Array; headers: MsgHdrs } {
  const appError = error instanceof AppError ? error : new AppError('INTERNAL', 'something went wrong here; the log has it');
  const head = headers();
  head.set(messageHeaders.errorCode, appError.code);
  // Header values are one line of ASCII at best; the JSON body holds the message whole.
  head.set(messageHeaders.error, appError.message.replace(/[^\x20-\x7e]/g, '?').slice(0, 200));
  return { data: encodeJson(appError.toBody()), headers: head };
}

/** The error in a reply, if it is one. */
export function replyError(message: Msg): AppError | undefined {
  if (!message.headers?.has(messageHeaders.errorCode)) return undefined;
  try {
    return AppError.fromBody(decodeJson(message.data));
  } catch (cause) {
    return new AppError('INTERNAL', 'the callee failed with an unreadable error', {}, { cause });
  }
}

import { AppError } from '@longwave/contracts';
import type { Socket } from 'node:net';
import { type Response, encodeResponse } from '../protocol/response';
import type { RequestHead } from '../protocol/request-head';
import { endWith } from './ending';

/** A request whose head has been read. Its socket is paused: nothing of the body was taken but what came with the head. */
export interface DoorRequest {
  head: RequestHead;
  /** The body's bytes that came with the head. */
  rest: Buffer;
  socket: Socket;
  address: string;
}

/** Answers and closes. */
export function answer({ head, socket }: DoorRequest, response: Response): void {
  endWith(socket, encodeResponse(head, response));
}

/** The answer that an error becomes. */
export function refusalOf(error: unknown): Response {
  if (!(error instanceof AppError)) return { status: 500, reason: 'Something went wrong here' };
  const reason = error.message.charAt(0).toUpperCase() + error.message.slice(1);
  if (error.status === 401) return { status: 401, reason, headers: { 'WWW-Authenticate': 'Basic realm="Longwave: any user name, the go-live token as password", charset="UTF-8"' } };
  return { status: error.status, reason, ...(error.status === 503 ? { headers: { 'Retry-After': '5' } } : {}) };
}

import { AuthorizationError, TimeoutError, UserAuthenticationExpiredError } from '@nats-io/nats-core';

/** Why a NATS server cannot be used, for whoever wrote the settings. */
export interface NatsProblem {
  /** `refused`: it is there and will not have this user and password. `unreachable`: it may just not be up yet. */
  kind: 'refused' | 'unreachable';
  /** One line with the settings to look at; no secret. */
  text: string;
}

/**
 * Puts into words what came of an attempt to connect.
 *
 * @param server address without credentials
 * @param hasUser whether a user was given
 */
export function natsProblemOf(error: unknown, server: string, hasUser: boolean): NatsProblem {
  if (error instanceof AuthorizationError || error instanceof UserAuthenticationExpiredError) {
    const what = hasUser ? 'refuses this user or password: mend' : 'wants a user and password: set';
    return { kind: 'refused', text: `NATS at ${server} ${what} NATS_USER and NATS_PASSWORD.` };
  }
  return { kind: 'unreachable', text: `NATS at ${server} cannot be reached (${reasonOf(error)}): start that server, or mend NATS_URL.` };
}

function reasonOf(error: unknown): string {
  if (error instanceof TimeoutError) return 'it does not answer';
  const { code, message, cause } = (error ?? {}) as { code?: unknown; message?: unknown; cause?: { code?: unknown } };
  const reason = [code, cause?.code, message].find((text) => typeof text === 'string' && text !== '');
  return typeof reason === 'string' ? reason : 'it hung up';
}

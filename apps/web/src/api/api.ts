import { ApiError, createApiClient } from '@longwave/api-client';
import type { ApiClient } from '@longwave/api-client';
import { pageStorage } from '../shared/page-storage';
import { createStore } from '../shared/store';
import { GuestTokens } from './guest-tokens';

/** For what everybody may call. */
export const publicApi = createApiClient();

/** The listener's own identity. */
export const guests = new GuestTokens(publicApi, pageStorage(() => window.localStorage));

/** Calls as this listener; with a new identity, once, when the station does not know the old one any more. */
export async function asGuest<T>(call: (api: ApiClient) => Promise<T>): Promise<T> {
  const { token } = await guests.get();
  try {
    return await call(createApiClient({ token }));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    guests.forget(token);
    return call(createApiClient({ token: (await guests.get()).token }));
  }
}

const ADMIN_KEY = 'longwave.operator';
const session = pageStorage(() => window.sessionStorage);

/** The operator's token, for as long as the browser's tab is open. */
export const operatorToken = createStore<string | undefined>(session.getItem(ADMIN_KEY) ?? undefined);

/** Remembers the operator's token, or forgets it. */
export function setOperatorToken(token: string | undefined): void {
  if (token === undefined) session.removeItem(ADMIN_KEY);
  else session.setItem(ADMIN_KEY, token);
  operatorToken.set(token);
}

/** Calls as the operator; signs out when the token is not taken. */
export async function asOperator<T>(call: (api: ApiClient) => Promise<T>, token = operatorToken.get()): Promise<T> {
  try {
    return await call(createApiClient({ token: token ?? '' }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401 && token === operatorToken.get()) setOperatorToken(undefined);
    throw error;
  }
}

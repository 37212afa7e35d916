import { unwrap } from '@longwave/api-client';
import type { ApiClient } from '@longwave/api-client';
import type { PageStorage } from '../shared/page-storage';
import { createStore } from '../shared/store';
import type { Store } from '../shared/store';
import type { GuestToken } from './types';

const KEY = 'longwave.guest';

function isGuestToken(value: unknown): value is GuestToken {
  const token = value as Partial<GuestToken> | null;
  return typeof token?.token === 'string' && typeof token.user_id === 'string' && typeof token.expires_at === 'string';
}

function readStored(storage: PageStorage): GuestToken | undefined {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? 'null');
    return isGuestToken(stored) && Date.parse(stored.expires_at) > Date.now() ? stored : undefined;
  } catch {
    // Private windows refuse storage, and anybody may have written there: then this is a new guest.
    return undefined;
  }
}

/** The listener's own identity: made when first needed, kept in the browser, renewed when the station no longer takes it. */
export class GuestTokens {
  readonly current: Store<GuestToken | undefined>;
  private running: Promise<GuestToken> | undefined;

  constructor(
    private readonly api: ApiClient,
    private readonly storage: PageStorage,
  ) {
    this.current = createStore(readStored(storage));
  }

  /** @throws ApiError when the station makes no guests now */
  async get(): Promise<GuestToken> {
    // Two clicks at once must not become two guests.
    return this.current.get() ?? (this.running ??= this.create().finally(() => (this.running = undefined)));
  }

  /** The station refused the token. */
  forget(token: string): void {
    if (this.current.get()?.token === token) this.keep(undefined);
  }

  private async create(): Promise<GuestToken> {
    const token = await unwrap(this.api.POST('/api/v1/auth/guest', { body: {} }));
    this.keep(token);
    return token;
  }

  private keep(token: GuestToken | undefined): void {
    this.current.set(token);
    try {
      if (token) this.storage.setItem(KEY, JSON.stringify(token));
      else this.storage.removeItem(KEY);
    } catch {
      // It is good for as long as the page is open.
      return;
    }
  }
}

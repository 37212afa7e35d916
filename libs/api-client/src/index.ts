import createClient from 'openapi-fetch';
import type { Client, Middleware } from 'openapi-fetch';
import type { components, operations, paths } from './generated/schema';

export type { components, operations, paths };

/** The API's types by name: `Schema<'QueueEntry'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** Code of an error that the API answers. */
export type ApiErrorCode = Schema<'Error'>['error']['code'];

/** An answer that is no success, as an exception. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** What clients decide by; `INTERNAL` when the answer was not the API's. */
    readonly code: ApiErrorCode,
    message: string,
    readonly details: Record<string, unknown>,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** How to reach the API. */
export interface ApiClientOptions {
  /** Origin of the gateway; the page's own by default. */
  baseUrl?: string;
  /** The bearer token, or what gives the current one; undefined for none. */
  token?: string | (() => string | undefined | Promise<string | undefined>);
  fetch?: (request: Request) => Promise<Response>;
}

/** Every path of the API, with its parameters, bodies and answers typed. */
export type ApiClient = Client<paths>;

/** A client of the API. Its calls do not throw on errors: they give `{data, error, response}`; `unwrap` throws. */
export function createApiClient(options: ApiClientOptions = {}): ApiClient {
  const client = createClient<paths>({ baseUrl: options.baseUrl ?? '', ...(options.fetch ? { fetch: options.fetch } : {}) });
  const { token } = options;
  if (token !== undefined) client.use(withToken(token));
  return client;
}

function withToken(token: NonNullable<ApiClientOptions['token']>): Middleware {
  return {
    async onRequest({ request }) {
      const value = typeof token === 'function' ? await token() : token;
      if (value !== undefined && value !== '') request.headers.set('authorization', `Bearer ${value}`);
      return request;
    },
  };
}

/**
 * The data of a call.
 *
 * @throws ApiError when the API answered an error
 */
export async function unwrap<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  const body = (error as { error?: Partial<Schema<'Error'>['error']> } | undefined)?.error;
  throw new ApiError(response.status, body?.code ?? 'INTERNAL', body?.message ?? `the API answered ${response.status}`, body?.details ?? {});
}

/** Data of the live events at `/events?channel=…`, by the event's name. */
export interface LiveEvents {
  now_playing: Schema<'NowPlayingEvent'>;
  queue: Schema<'QueueEvent'>;
  listeners: Schema<'ListenersEvent'>;
}

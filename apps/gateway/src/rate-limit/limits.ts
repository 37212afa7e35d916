/** A fixed window: so many in so many seconds, counted by whom. */
export interface RateLimit {
  readonly max: number;
  readonly windowSeconds: number;
  readonly by: 'address' | 'caller';
}

/** What is limited. `caller` counts by user, and by address where there is none. */
export const rateLimits = {
  'guest-creation': { max: 10, windowSeconds: 600, by: 'address' },
  'admin-failure': { max: 10, windowSeconds: 300, by: 'address' },
  add: { max: 20, windowSeconds: 60, by: 'caller' },
  vote: { max: 60, windowSeconds: 60, by: 'caller' },
  search: { max: 120, windowSeconds: 60, by: 'address' },
} as const satisfies Record<string, RateLimit>;

export type LimitName = keyof typeof rateLimits;

import { IsInt, Max, Min } from 'class-validator';

/** The largest id a channel can have: what an `integer` of PostgreSQL holds. */
export const MAX_CHANNEL_ID = 2_147_483_647;

/** The id of a channel: a whole number from 1 to `MAX_CHANNEL_ID`. */
export function IsChannelId(): PropertyDecorator {
  return (target, property) => {
    for (const rule of [IsInt(), Min(1), Max(MAX_CHANNEL_ID)]) rule(target, property);
  };
}

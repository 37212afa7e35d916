import type { Rank } from './compare-entries';

/** More votes than this, either way, count as this many. */
export const MAX_COUNTED_VOTES = 2 ** 19 - 1;
/** Sequences are below this. */
export const SEQUENCE_SPAN = 2 ** 32;
const VIP_STEP = 2 ** 52;

/**
 * The same order as `compareEntries` in one number, smallest first, for Redis' sorted sets. It is exact: VIP, votes
 * (20 bits) and sequence (32 bits) fit the 53 bits of a double.
 */
export function orderScore({ isVip, votes, sequence }: Rank): number {
  const counted = Math.max(-MAX_COUNTED_VOTES, Math.min(MAX_COUNTED_VOTES, votes));
  return sequence - counted * SEQUENCE_SPAN - (isVip ? VIP_STEP : 0);
}

/** `orderScore` in Lua, from the same constants. Redis turns numbers into text with 14 digits unless told otherwise. */
export const orderScoreLua = `
local function orderScore(isVip, votes, sequence)
  local counted = math.max(-${MAX_COUNTED_VOTES}, math.min(${MAX_COUNTED_VOTES}, votes))
  local score = sequence - counted * ${SEQUENCE_SPAN}
  if isVip then score = score - ${VIP_STEP} end
  return string.format('%.0f', score)
end`;

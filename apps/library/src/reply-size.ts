/** An rpc carries at most 256 KB; some room is left for what is around the list. */
const MAX_LIST_BYTES = 200 * 1024;

/** As many items, from the first on, as a reply can carry. Only lists of extraordinarily long texts become shorter. */
export function fittingInReply<T>(items: readonly T[]): T[] {
  let bytes = 0;
  const end = items.findIndex((item) => (bytes += Buffer.byteLength(JSON.stringify(item)) + 1) > MAX_LIST_BYTES);
  return end < 0 ? [...items] : items.slice(0, end);
}

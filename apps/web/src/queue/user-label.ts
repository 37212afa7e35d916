/** How a user id is shown: `<kind>:<id>`, of which the one who looks is "you". */
export type UserLabel = { kind: 'you' } | { kind: 'operator' } | { kind: 'guest'; short: string };

export function userLabel(userId: string, ownUserId: string | undefined): UserLabel {
  if (userId === ownUserId) return { kind: 'you' };
  const [kind, id = ''] = userId.split(':', 2);
  return kind === 'operator' ? { kind } : { kind: 'guest', short: (id || userId).slice(0, 4) };
}

import { AdminTokens } from './admin-tokens';

it('knows each of its tokens, and tells operators apart', () => {
  const tokens = new AdminTokens('first-token-of-ours,second-token-of-ours');
  const [first, second] = [tokens.identify('first-token-of-ours'), tokens.identify('second-token-of-ours')];
  expect(first).toMatch(/^operator:[0-9a-f]{8}$/);
  expect(second).toMatch(/^operator:[0-9a-f]{8}$/);
  expect(first).not.toBe(second);
});

it.each(['', 'first', 'first-token-of-ours,second-token-of-ours', ' first-token-of-ours', 'FIRST-TOKEN-OF-OURS'])('does not know %j', (token) => {
  expect(new AdminTokens('first-token-of-ours,second-token-of-ours').identify(token)).toBeUndefined();
});

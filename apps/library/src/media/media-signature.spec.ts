import { isSignatureGood, signResource } from './media-signature';
import type { SignedResource } from './media-signature';

const secret = 'a secret of at least thirty-two characters';
const resource: SignedResource = { kind: 'media', hash: 'ab'.repeat(32), expiresAtS: 1_000 };
const now = 999_000;

it('opens what it was made for, until its time is over', () => {
  const signature = signResource(resource, secret);
  expect(isSignatureGood(resource, signature, secret, now)).toBe(true);
  expect(isSignatureGood(resource, signature, secret, 999_999)).toBe(true);
  expect(isSignatureGood(resource, signature, secret, 1_000_000)).toBe(false);
});

it.each<[string, Partial<SignedResource>]>([
  ['another file', { hash: 'cd'.repeat(32) }],
  ['another kind', { kind: 'covers' }],
  ['a later end', { expiresAtS: 2_000 }],
])('opens nothing with %s', (_what, change) => {
  expect(isSignatureGood({ ...resource, ...change }, signResource(resource, secret), secret, now)).toBe(false);
});

it.each(['', 'x', '=', 'a'.repeat(43), 'a'.repeat(10_000)])('refuses "%.20s"', (signature) => {
  expect(isSignatureGood(resource, signature, secret, now)).toBe(false);
});

it('refuses what another secret signed', () => {
  expect(isSignatureGood(resource, signResource(resource, `${secret}!`), secret, now)).toBe(false);
});

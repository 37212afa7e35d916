import fc from 'fast-check';
import { SignJWT, UnsecuredJWT } from 'jose';
import { GuestTokens } from './guest-tokens';

const JWT_SECRET = 'a secret that is long enough for HS256 and, as one test needs it, for HS512';
const key = new TextEncoder().encode(JWT_SECRET);
const tokens = new GuestTokens({ JWT_SECRET });
const claims = (alg = 'HS256') => new SignJWT({}).setProtectedHeader({ alg }).setSubject('guest:0123456789ab').setIssuer('longwave').setAudience('longwave-api').setIssuedAt().setJti('x');
const refused = { code: 'TOKEN_INVALID' };

describe('guest tokens', () => {
  it('say who made them', async () => {
    const made = await tokens.create('Robin');
    expect(made.userId).toMatch(/^guest:[0-9a-f]{12}$/);
    expect(await tokens.verify(made.token)).toEqual({ userId: made.userId, name: 'Robin' });
    expect((await tokens.create(undefined)).userId).not.toBe(made.userId);
  });

  it('expire', async () => {
    const made = await tokens.create(undefined, new Date(0));
    await expect(tokens.verify(made.token, new Date(Date.parse(made.expiresAt) - 1_000))).resolves.toBeDefined();
    await expect(tokens.verify(made.token, new Date(Date.parse(made.expiresAt) + 1_000))).rejects.toMatchObject(refused);
  });

  it('are accepted when made by hand as we make them, so that the refusals below have one reason each', async () => {
    await expect(tokens.verify(await claims().setExpirationTime('1h').sign(key))).resolves.toBeDefined();
  });

  it.each<[string, () => Promise<string> | string]>([
    ['of another audience', () => claims().setAudience('longwave-live').setExpirationTime('1h').sign(key)],
    ['of another issuer', () => claims().setIssuer('somebody').setExpirationTime('1h').sign(key)],
    ['without an end', () => claims().sign(key)],
    ['of somebody who is no guest', () => claims().setSubject('operator:1').setExpirationTime('1h').sign(key)],
    ['of another algorithm', () => claims('HS512').setExpirationTime('1h').sign(key)],
    ['of another secret', () => claims().setExpirationTime('1h').sign(new TextEncoder().encode('another secret that is long enough too'))],
    ['without a signature', () => new UnsecuredJWT({}).setSubject('guest:0123456789ab').setIssuer('longwave').setAudience('longwave-api').setIssuedAt().setJti('x').setExpirationTime('1h').encode()],
  ])('are refused %s', async (_what, make) => {
    await expect(tokens.verify(await make())).rejects.toMatchObject(refused);
  });

  it('are refused with any character changed', async () => {
    const { token } = await tokens.create('Robin');
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: token.length - 2 }), fc.constantFrom('A', 'z', '.', '-', '0'), async (at, letter) => {
        fc.pre(token[at] !== letter);
        await expect(tokens.verify(token.slice(0, at) + letter + token.slice(at + 1))).rejects.toMatchObject(refused);
      }),
      { numRuns: 60 },
    );
  });
});

import { SignJWT, UnsecuredJWT } from 'jose';
import { hkdfSync } from 'node:crypto';
import { type LiveTokenClaims, LiveTokenSigner } from './live-token-signer';

const secret = 'a secret of the station, long enough';
const signer = new LiveTokenSigner(secret);
const issuedAt = new Date('2026-11-20T10:00:00Z');
const claims: LiveTokenClaims = {
  tokenId: '5f0c1d7e-8f5e-4c5e-9d0e-0d5b8f3c2a11', channelId: 1, djName: 'Mia Müller', maxStreamingSeconds: 3600, issuedAt, expiresAt: new Date('2026-11-20T12:00:00Z'),
};
const key = new Uint8Array(hkdfSync('sha256', secret, '', 'longwave live token v1', 32));
const almost = () => new SignJWT({ ch: 1, dj: 'x', max: 60 }).setIssuer('longwave').setAudience('longwave-live').setJti(claims.tokenId).setIssuedAt(issuedAt).setExpirationTime(claims.expiresAt);
const refusal = expect.objectContaining({ code: 'LIVE_TOKEN_INVALID' });

describe('a go-live token', () => {
  it('says what was put into it, up to its last second', async () => {
    const token = await signer.sign(claims);
    expect(await signer.verify(token, new Date('2026-11-20T11:59:59Z'))).toEqual(claims);
  });

  it('is refused, and says why, once it has expired', async () => {
    const token = await signer.sign(claims);
    await expect(signer.verify(token, claims.expiresAt)).rejects.toMatchObject({ code: 'LIVE_TOKEN_INVALID', message: expect.stringContaining('expired') });
  });

  it.each<[string, () => Promise<string>]>([
    ['no signature (alg none)', async () => new UnsecuredJWT({ ch: 1, dj: 'x', max: 60 }).setIssuer('longwave').setAudience('longwave-live').setJti(claims.tokenId).setIssuedAt(issuedAt).setExpirationTime(claims.expiresAt).encode()],
    ['another algorithm', () => almost().setProtectedHeader({ alg: 'HS512' }).sign(new Uint8Array(64).fill(1))],
    ['the same key under another algorithm', () => almost().setProtectedHeader({ alg: 'HS384' }).sign(Buffer.concat([key, key]))],
    ['another audience', () => almost().setAudience('longwave-guest').setProtectedHeader({ alg: 'HS256' }).sign(key)],
    ['another issuer', () => almost().setIssuer('elsewhere').setProtectedHeader({ alg: 'HS256' }).sign(key)],
    ['no id', () => new SignJWT({ ch: 1, dj: 'x', max: 60 }).setIssuer('longwave').setAudience('longwave-live').setIssuedAt(issuedAt).setExpirationTime(claims.expiresAt).setProtectedHeader({ alg: 'HS256' }).sign(key)],
    ['no end', () => new SignJWT({ ch: 1, dj: 'x', max: 60 }).setIssuer('longwave').setAudience('longwave-live').setJti(claims.tokenId).setIssuedAt(issuedAt).setProtectedHeader({ alg: 'HS256' }).sign(key)],
    ['no channel', () => new SignJWT({ dj: 'x', max: 60 }).setIssuer('longwave').setAudience('longwave-live').setJti(claims.tokenId).setIssuedAt(issuedAt).setExpirationTime(claims.expiresAt).setProtectedHeader({ alg: 'HS256' }).sign(key)],
    ['the station’s secret itself as key', () => almost().setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret))],
    ['another station’s secret', () => new LiveTokenSigner('another secret of another station').sign(claims)],
    ['nothing', async () => ''],
  ])('is refused with %s', async (_what, make) => {
    const token = await make();
    await expect(signer.verify(token, issuedAt)).rejects.toEqual(refusal);
  });

  it('is refused with any of its characters changed', async () => {
    const token = await signer.sign(claims);
    for (let i = 0; i < token.length; i += 1) {
      // The last character of a part holds bits that base64 leaves out.
      if (token[i] === '.' || token[i + 1] === '.' || i === token.length - 1) continue;
      const changed = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      await expect(signer.verify(changed, issuedAt)).rejects.toEqual(refusal);
    }
  });
});

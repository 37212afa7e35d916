import { AppError } from '@longwave/contracts';
import { type JWTPayload, SignJWT, errors, jwtVerify } from 'jose';
import { hkdfSync } from 'node:crypto';

export const LIVE_AUDIENCE = 'longwave-live';
export const LIVE_ISSUER = 'longwave';
const ALGORITHM = 'HS256';

/** What a go-live token says. */
export interface LiveTokenClaims {
  tokenId: string;
  channelId: number;
  djName: string;
  maxStreamingSeconds: number;
  issuedAt: Date;
  expiresAt: Date;
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Makes and reads go-live tokens: JWTs with one algorithm, HS256, and a key of their own derived from the station's
 * secret, so that no other token of the station can pass for one.
 */
export class LiveTokenSigner {
  private readonly key: Uint8Array;

  constructor(secret: string) {
    this.key = new Uint8Array(hkdfSync('sha256', secret, '', 'longwave live token v1', 32));
  }

  sign(claims: LiveTokenClaims): Promise<string> {
    return new SignJWT({ ch: claims.channelId, dj: claims.djName, max: claims.maxStreamingSeconds })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setIssuer(LIVE_ISSUER)
      .setAudience(LIVE_AUDIENCE)
      .setJti(claims.tokenId)
      .setIssuedAt(claims.issuedAt)
      .setExpirationTime(claims.expiresAt)
      .sign(this.key);
  }

  /** @throws AppError `LIVE_TOKEN_INVALID`, saying so when a token that is otherwise right has expired */
  async verify(token: string, now: Date): Promise<LiveTokenClaims> {
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, this.key, { algorithms: [ALGORITHM], audience: LIVE_AUDIENCE, issuer: LIVE_ISSUER, currentDate: now, requiredClaims: ['exp', 'iat', 'jti'] }));
    } catch (cause) {
      // jose looks at the times only after the signature was right, so this tells nothing to who cannot sign.
      const message = cause instanceof errors.JWTExpired ? 'this go-live token has expired' : 'this is no valid go-live token';
      throw new AppError('LIVE_TOKEN_INVALID', message, {}, { cause });
    }
    const claims = claimsOf(payload);
    if (claims === undefined) throw new AppError('LIVE_TOKEN_INVALID', 'this is no valid go-live token');
    return claims;
  }
}

function claimsOf({ jti, iat, exp, ch, dj, max }: JWTPayload): LiveTokenClaims | undefined {
  if (jti === undefined || !uuidPattern.test(jti) || iat === undefined || exp === undefined) return undefined;
  if (typeof dj !== 'string' || typeof ch !== 'number' || typeof max !== 'number') return undefined;
  if (!Number.isInteger(ch) || !Number.isInteger(max) || max < 1) return undefined;
  return { tokenId: jti, channelId: ch, djName: dj, maxStreamingSeconds: max, issuedAt: new Date(iat * 1000), expiresAt: new Date(exp * 1000) };
}

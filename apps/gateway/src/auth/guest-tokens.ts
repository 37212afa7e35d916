import { AppError } from '@longwave/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { jwtVerify, SignJWT } from 'jose';
import { randomBytes, randomUUID } from 'node:crypto';
import { GatewayConfig } from '../gateway.config';
import type { GuestTokenView } from './auth.dto';

/** Who may use such a token where: a go-live token is for another audience, and signed by another key. */
const AUDIENCE = 'longwave-api';
const ISSUER = 'longwave';
const ALGORITHM = 'HS256';
const DAYS_GOOD = 30;
const DAY_MS = 86_400_000;
const guestId = /^guest:[0-9a-f]{12}$/;

export interface Guest {
  userId: string;
  name: string;
}

/** Makes and checks guests' tokens. */
@Injectable()
export class GuestTokens {
  private readonly secret: Uint8Array;

  constructor(@Inject(GatewayConfig) config: Pick<GatewayConfig, 'JWT_SECRET'>) {
    this.secret = new TextEncoder().encode(config.JWT_SECRET);
  }

  /** A token for a new guest. */
  async create(name: string | undefined, now = new Date()): Promise<GuestTokenView> {
    const id = randomBytes(6).toString('hex');
    const userId = `guest:${id}`;
    const shownName = name?.trim() || `Guest ${id.slice(0, 4)}`;
    const expiresAt = new Date(now.getTime() + DAYS_GOOD * DAY_MS);
    const token = await new SignJWT({ name: shownName })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setSubject(userId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(expiresAt)
      .sign(this.secret);
    return { token, tokenType: 'Bearer', userId, name: shownName, expiresAt: expiresAt.toISOString() };
  }

  /** @throws AppError `TOKEN_INVALID` whatever is wrong with it: who forges tokens learns nothing */
  async verify(token: string, now = new Date()): Promise<Guest> {
    try {
      const { payload } = await jwtVerify(token, this.secret, {
        algorithms: [ALGORITHM], audience: AUDIENCE, issuer: ISSUER, requiredClaims: ['sub', 'exp', 'iat', 'jti'], currentDate: now,
      });
      if (payload.sub === undefined || !guestId.test(payload.sub)) throw new Error('not a guest');
      return { userId: payload.sub, name: typeof payload['name'] === 'string' ? payload['name'] : '' };
    } catch (cause) {
      throw new AppError('TOKEN_INVALID', 'this token is not valid here; get a new one', {}, { cause });
    }
  }
}

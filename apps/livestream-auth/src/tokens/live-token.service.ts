import { AppError, type CheckTokenRequest, type CreateLiveTokenRequest, Empty, type LiveTokenDto, type RevokeLiveTokenRequest, harborContract, libraryContract } from '@longwave/contracts';
import { cleanText } from '@longwave/audio';
import { ServiceClient } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { RedisClient } from '../redis/redis-client';
import { TokenTotals } from '../sessions/token-totals';
import { MIN_LEFT_MS, SlotStore } from '../sessions/slot-store';
import { type LiveTokenClaims, LiveTokenSigner } from './live-token-signer';
import { LiveTokenRepository } from './live-token.repository';
import { ShortTokens } from './short-token';

/** Who asks for no name of his own. */
const DEFAULT_DJ_NAME = 'DJ';

/** Go-live tokens: given out, checked, taken back. */
@Injectable()
export class LiveTokenService implements OnApplicationBootstrap {
  private readonly logger = createLogger('live-tokens');

  constructor(
    private readonly signer: LiveTokenSigner,
    private readonly shortTokens: ShortTokens,
    private readonly tokens: LiveTokenRepository,
    private readonly slots: SlotStore,
    private readonly totals: TokenTotals,
    private readonly services: ServiceClient,
    private readonly redis: RedisClient,
  ) {}

  /** Redis may have lost what was revoked, or have been away meanwhile. */
  onApplicationBootstrap(): void {
    this.redis.onReady(() => void this.bringRevokedBack());
    this.tokens.whenReady().then(() => this.bringRevokedBack(), () => undefined);
  }

  async create(request: CreateLiveTokenRequest): Promise<LiveTokenDto> {
    await this.services.call(libraryContract.getChannel, { channelId: request.channelId });
    // JWTs count whole seconds; the answer tells the same moment as the token.
    const issuedAt = new Date(Math.floor(Date.now() / 1000) * 1000);
    const claims: LiveTokenClaims = {
      tokenId: randomUUID(),
      channelId: request.channelId,
      // It is shown, logged and stored by a database that takes no NUL.
      djName: cleanText(request.djName ?? '', 100) || DEFAULT_DJ_NAME,
      maxStreamingSeconds: request.maxStreamingSeconds,
      issuedAt,
      expiresAt: new Date(issuedAt.getTime() + 2 * request.maxStreamingSeconds * 1000),
    };
    await this.tokens.insert(claims);
    // Saves the first session a look into the database; what Redis has not, that look finds.
    await Promise.all([this.slots.setTotal(claims.tokenId, 0), this.slots.keepClaims(claims)]).catch(() => undefined);
    const { tokenId, channelId, djName, maxStreamingSeconds, expiresAt } = claims;
    const token = await this.signer.sign(claims);
    return { tokenId, token, shortToken: this.shortTokens.make(tokenId), expiresAt: expiresAt.toISOString(), channelId, djName, maxStreamingSeconds };
  }

  /** From now on nobody goes live with it; who is live with it is taken off the air. */
  async revoke({ tokenId }: RevokeLiveTokenRequest): Promise<Empty> {
    const token = await this.tokens.revoke(tokenId, new Date());
    if (token === null) throw new AppError('NOT_FOUND', 'no such go-live token');
    try {
      await this.slots.revoke(tokenId, token.expiresAt);
      await this.takeOffTheAir(tokenId, token.channelId);
    } catch (err) {
      // It is revoked: Redis hears of it when it is back, and nobody can go live before; the harbor hears at its next renewal.
      this.logger.warn({ err, tokenId }, 'a token was revoked, but it may be on the air for some seconds more');
    }
    return new Empty();
  }

  /** @throws AppError `LIVE_TOKEN_INVALID`, `LIVE_TOKEN_REVOKED`, `LIVE_TOKEN_USED_UP` or `SERVICE_UNAVAILABLE` */
  async check({ token, channelId }: CheckTokenRequest): Promise<Empty> {
    const { tokenId, maxStreamingSeconds } = await this.verify(token, channelId);
    if (await this.slots.isRevoked(tokenId)) throw revoked();
    const leftMs = maxStreamingSeconds * 1000 - (await this.totals.of(tokenId));
    if (leftMs < MIN_LEFT_MS) throw usedUp();
    return new Empty();
  }

  /** Signature, times and channel alone. @throws AppError `LIVE_TOKEN_INVALID`; for a short one `SERVICE_UNAVAILABLE` too */
  async verify(token: string, channelId: number): Promise<LiveTokenClaims> {
    const claims = this.shortTokens.isOne(token) ? await this.claimsOf(token) : await this.signer.verify(token, new Date());
    if (claims.channelId !== channelId) throw new AppError('LIVE_TOKEN_INVALID', 'this go-live token is for another channel');
    return claims;
  }

  private async claimsOf(shortToken: string): Promise<LiveTokenClaims> {
    const tokenId = this.shortTokens.read(shortToken);
    const claims = tokenId === undefined ? undefined : ((await this.slots.claims(tokenId)) ?? (await this.tokens.find(tokenId)));
    if (!claims) throw new AppError('LIVE_TOKEN_INVALID', 'this is no valid go-live token');
    if (claims.expiresAt.getTime() <= Date.now()) throw new AppError('LIVE_TOKEN_INVALID', 'this go-live token has expired');
    return claims;
  }

  private async takeOffTheAir(tokenId: string, channelId: number): Promise<void> {
    const sessionId = await this.slots.holder(channelId);
    const session = sessionId === undefined ? undefined : await this.slots.get(sessionId);
    if (session?.tokenId === tokenId) await this.services.call(harborContract.kick, { channelId, userId: 'livestream-auth' });
  }

  private async bringRevokedBack(): Promise<void> {
    try {
      for (const token of await this.tokens.revokedAndUnexpired(new Date())) await this.slots.revoke(token.tokenId, token.expiresAt);
    } catch (err) {
      this.logger.debug({ err }, 'revoked tokens are brought to redis when both databases are there');
    }
  }
}

export function revoked(): AppError {
  return new AppError('LIVE_TOKEN_REVOKED', 'this go-live token was revoked');
}

export function usedUp(): AppError {
  return new AppError('LIVE_TOKEN_USED_UP', 'the streaming time of this token is used up');
}

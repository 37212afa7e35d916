import { AppError, type ChannelDto } from '@longwave/contracts';
import { ChannelDirectory } from '@longwave/messaging';
import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { basicPassword } from '../protocol/basic-password';
import { mountSlug } from '../protocol/mount-slug';
import { AuthFailures } from './auth-failures';
import type { DoorRequest } from './request';

/** `/live` without a name. */
const MAIN_CHANNEL_ID = 1;
/** Encoders come back within the second when the harbor was restarted, most give up at a 503, and the KV may be slow for a moment then. */
const CHANNELS_KNOWN_WITHIN_MS = 3_000;

/** What both ways in have to know first: which channel, and which token. */
@Injectable()
export class Gatekeeper {
  private readonly failures = new AuthFailures();

  constructor(private readonly channels: ChannelDirectory) {}

  /** @throws AppError `MOUNT_NOT_FOUND`; `SERVICE_UNAVAILABLE` when no channel is known */
  async channelOf(mount: string): Promise<ChannelDto> {
    if (!(await this.channels.whenKnown(CHANNELS_KNOWN_WITHIN_MS))) throw new AppError('SERVICE_UNAVAILABLE', 'the station is still starting; try again shortly');
    const channel = this.named(mountSlug(mount));
    if (channel === undefined) throw new AppError('MOUNT_NOT_FOUND', 'no such mount; go live at /live or /live/<channel>');
    return channel;
  }

  private named(slug: string | null | undefined): ChannelDto | undefined {
    if (slug === undefined) return undefined;
    return slug === null ? this.channels.find(MAIN_CHANNEL_ID) : this.channels.findSlug(slug);
  }

  /** @throws AppError `LIVE_TOKEN_INVALID` when no password was sent; libshout asks so first, to hear what it may do */
  tokenOf(request: DoorRequest): string {
    const token = basicPassword(request.head.headers.get('authorization'));
    if (token === undefined) throw new AppError('LIVE_TOKEN_INVALID', 'a go-live token is needed as password', { missing: true });
    return token;
  }

  /** Waits before the answer to a token that is none; other refusals pass at once, and so does a request without any. */
  async slowDown(request: DoorRequest, error: unknown, askedAt: number): Promise<void> {
    if (!(error instanceof AppError) || error.code !== 'LIVE_TOKEN_INVALID' || error.details['missing'] === true) return;
    const delayMs = this.failures.note(request.address, performance.now());
    // Counted from the question: how long the check took tells nothing.
    await pause(Math.max(0, askedAt + delayMs - performance.now()), undefined, { ref: false });
  }
}

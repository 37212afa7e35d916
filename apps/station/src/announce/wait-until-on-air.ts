import { type ImportStatusDto, type LiveTokenDto, type MixerStatusDto, libraryContract, livestreamAuthContract, mixerContract } from '@longwave/contracts';
import type { ServiceClient } from '@longwave/messaging';
import { setTimeout as delay } from 'node:timers/promises';
import { hearsBytes, sendsProgramme } from './radio.http-client';

const lookEveryMs = 200;
/** A library that neither imports nor has anything for this long stays empty. */
const emptyAfterMs = 10_000;
/** Music that is there is on the air within this long, or something else is wrong with it. */
const noiseForMs = 30_000;
/** Half a second of 128 kbit/s. */
const soundBytes = 8_000;
/** An hour: a token expires after twice its streaming time. */
const maxStreamingSeconds = 1_800;

/** Asks again until there is an answer that will do. */
async function until<T>(ask: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    await delay(lookEveryMs, undefined, { signal });
  }
}

/** How far the import is, in words. */
export function importProgress({ isScanning, found, done, tracks }: ImportStatusDto): string {
  const left = isScanning && done < found ? `, importing ${done} of ${found} files` : '';
  if (tracks > 0) return `${tracks} ${tracks === 1 ? 'track' : 'tracks'}${left}`;
  if (left !== '') return left.slice(2);
  return isScanning ? 'looking for music' : 'no music';
}

/** Waits until the library has something to play, or plainly has nothing. */
export async function untilMusic(services: ServiceClient, report: (text: string) => void, signal: AbortSignal): Promise<ImportStatusDto> {
  let emptySince: number | undefined;
  return until(async () => {
    const status = await services.call(libraryContract.getImportStatus, {});
    report(importProgress(status));
    emptySince = status.isScanning ? undefined : (emptySince ?? performance.now());
    return status.tracks > 0 || (emptySince !== undefined && performance.now() - emptySince > emptyAfterMs) ? status : undefined;
  }, signal);
}

/**
 * Waits until the mount gives sound: the mixer says that it is not silent (or silent on request), bytes come from the
 * edge, and the edge says that they are programme.
 *
 * @param hasMusic then noise is waited out for a while
 */
export async function untilHeard(
  services: ServiceClient, mount: string, { hasMusic }: { hasMusic: boolean }, report: (text: string) => void, signal: AbortSignal,
): Promise<MixerStatusDto> {
  const begin = performance.now();
  return until(async () => {
    const status = await services.call(mixerContract.getStatus, { channelId: 1 });
    const isSounding = status.isSilenceRequested || status.silentForMs === 0;
    const isNoiseAwaited = hasMusic && status.tier === 'noise' && performance.now() - begin < noiseForMs;
    report(isSounding ? `${status.tier} on the air` : 'silent');
    if (!isSounding || isNoiseAwaited) return undefined;
    return status.isSilenceRequested || ((await hearsBytes(mount, soundBytes, 2_000)) && (await sendsProgramme(mount, 1))) ? status : undefined;
  }, signal);
}

/** A token to go live on channel 1, good for an hour. */
export function makeToken(services: ServiceClient, signal: AbortSignal): Promise<LiveTokenDto> {
  return until(() => services.call(livestreamAuthContract.createToken, { channelId: 1, maxStreamingSeconds }), signal);
}

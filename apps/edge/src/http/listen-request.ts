import type { MountFlavour } from '../listeners/listener';
import type { RequestHead } from './parse-request-head';

export const DEFAULT_BURST_SECONDS = 4;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether this is an id as a page makes it. */
export function isListenerId(text: string): boolean {
  return UUID.test(text);
}

/** Which flavour of a mount somebody gets, and why: the reason stands in the log. */
export interface FlavourChoice {
  flavour: MountFlavour;
  why: string;
}

/**
 * Which flavour of the Ogg mount a client gets. In-band titles need a chained stream, on which browsers have broken for
 * years; so only those get one who ask for titles and are neither a browser nor Apple's player.
 */
export function oggFlavour(headers: RequestHead['headers']): FlavourChoice {
  const agent = headers.get('user-agent') ?? '';
  if (headers.get('icy-metadata') !== '1') return { flavour: 'endless', why: 'no titles asked for' };
  if ([...headers.keys()].some((name) => name.startsWith('sec-fetch-'))) return { flavour: 'endless', why: 'browser (Sec-Fetch)' };
  if (agent.includes('Mozilla/')) return { flavour: 'endless', why: 'browser (Mozilla agent)' };
  if (agent.includes('AppleCoreMedia')) return { flavour: 'endless', why: 'Apple player' };
  return { flavour: 'chained', why: 'titles asked for' };
}

/** Seconds of sound at once, 0 to 4; what is no number counts as 4. */
export function burstSeconds(text: string | null): number {
  const seconds = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(seconds) ? DEFAULT_BURST_SECONDS : Math.min(DEFAULT_BURST_SECONDS, Math.max(0, seconds));
}

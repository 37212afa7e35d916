import type { Mount } from '../api/types';

/** What `canPlayType` says: nothing, or that it may be. */
export type CanPlay = (contentType: string) => string;

/**
 * The mounts to try, in order: those the browser says it plays, as the channel lists them (Opus first); those it says
 * nothing good of only when there are no others, since some browsers under-report.
 */
export function chooseMounts(mounts: readonly Mount[], canPlay: CanPlay): Mount[] {
  const playable = mounts.filter((mount) => canPlay(mount.content_type) !== '');
  return playable.length > 0 ? playable : [...mounts];
}

/** The mount's address for one connection of this page. */
export function listenUrl(mount: Pick<Mount, 'url'>, listenerId: string): string {
  const url = new URL(mount.url);
  url.searchParams.set('listener', listenerId);
  return url.href;
}

/** Where the edge tells what a listener was sent first. */
export function listenerStartUrl(mount: Pick<Mount, 'url'>, listenerId: string): string {
  return new URL(`/listeners/${encodeURIComponent(listenerId)}`, mount.url).href;
}

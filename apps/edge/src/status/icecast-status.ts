/** A mount, as Icecast's statistics tell it. */
export interface MountStatus {
  name: string;
  description: string;
  genre: string;
  listenUrl: string;
  contentType: string;
  subtype?: string;
  kbps: number;
  listeners: number;
  listenerPeak: number;
  title: string;
  artist?: string | undefined;
  startedAt: Date;
}

export interface ServerStatus {
  host: string;
  admin: string;
  location: string;
  serverId: string;
  startedAt: Date;
}

/**
 * The body of `/status-json.xsl` as Icecast 2.4.4 gives it (compared with a running one): keys in its order; `source` is
 * an object for one mount, an array for several and left out for none; `dummy: null` at the end of each source, and of
 * the whole without sources; dates as RFC 822 and ISO 8601 with `+0000`.
 */
export function icecastStatus(server: ServerStatus, mounts: readonly MountStatus[]): object {
  const sources = mounts.map(source);
  return {
    icestats: {
      admin: server.admin,
      host: server.host,
      location: server.location,
      server_id: server.serverId,
      server_start: rfc822(server.startedAt),
      server_start_iso8601: iso8601(server.startedAt),
      ...(sources.length === 0 ? { dummy: null } : { source: sources.length === 1 ? sources[0] : sources }),
    },
  };
}

function source(mount: MountStatus): object {
  return {
    ...(mount.artist === undefined || mount.artist === '' ? {} : { artist: mount.artist }),
    audio_info: `ice-samplerate=48000;ice-bitrate=${mount.kbps};ice-channels=2`,
    genre: mount.genre,
    'ice-bitrate': mount.kbps,
    'ice-channels': 2,
    'ice-samplerate': 48_000,
    listener_peak: mount.listenerPeak,
    listeners: mount.listeners,
    listenurl: mount.listenUrl,
    server_description: mount.description,
    server_name: mount.name,
    server_type: mount.contentType,
    stream_start: rfc822(mount.startedAt),
    stream_start_iso8601: iso8601(mount.startedAt),
    ...(mount.subtype === undefined ? {} : { subtype: mount.subtype }),
    title: mount.title,
    dummy: null,
  };
}

function rfc822(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

function iso8601(date: Date): string {
  return `${date.toISOString().slice(0, 19)}+0000`;
}

/** What the station tells when it is on the air. */
export interface BannerFacts {
  pageUrl: string;
  /** Where listeners go, without a path. */
  listenUrl: string;
  /** `host:port` of the harbor. */
  harbor: string;
  token: string;
  /** Where the admin token is. */
  admin: string;
}

/** The last lines of a start: where the page is, how to listen, go live and steer. */
export function banner({ pageUrl, listenUrl, harbor, token, admin }: BannerFacts): string[] {
  const mounts = [`${listenUrl}/radio`, `${listenUrl}/radio.mp3`];
  const width = Math.max(...mounts.map((mount) => mount.length)) + 4;
  return [
    'Longwave is on the air',
    `  page      ${pageUrl}`,
    `  listen    ${mounts[0]?.padEnd(width) ?? ''}Ogg Opus 128 kbit/s, 48 kHz`,
    `            ${mounts[1]?.padEnd(width) ?? ''}MP3 128 kbit/s with titles`,
    `  go live   ffmpeg -re -i song.mp3 -vn -c:a libvorbis -f ogg icecast://source:${token}@${harbor}/live`,
    `  admin     ${admin}`,
  ];
}

import { hostName } from '../http/public-host';

/** What a go-live address is made from. */
export interface GoLive {
  token: string;
  channelId: number;
  slug: string;
  /** `Host` header or configured host; its port is left out. */
  host: string | undefined;
  port: number;
}

/** The Icecast source's address, and a command line that sends a file there. Channel 1 is at `/live`, others below it. */
export function goLiveCommand({ token, channelId, slug, host, port }: GoLive): { url: string; command: string } {
  const url = `icecast://source:${token}@${hostName(host)}:${port}/live${channelId === 1 ? '' : `/${slug}`}`;
  return { url, command: `ffmpeg -re -i song.mp3 -vn -c:a libvorbis -f ogg ${url}` };
}

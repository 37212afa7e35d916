import type { NowPlayingDto } from '@longwave/contracts';
import { cleanText } from '@longwave/audio';
import type { LinkTags } from '../mux/chained-stream';

const MAX_LENGTH = 300;
const clean = (text: string | undefined): string => cleanText(text ?? '', MAX_LENGTH);

/** What a player shows in one line: "Artist - Title". */
export function lineOf(tags: LinkTags): string {
  return tags.artist === undefined || tags.artist === '' ? tags.title : `${tags.artist} - ${tags.title}`;
}

/**
 * What players are told of what plays. A DJ's encoder tells one line, "Artist - Title" by custom; with none, the DJ's name
 * stands for it, and the channel's name where there is neither track nor DJ.
 */
export function streamTitle(nowPlaying: NowPlayingDto, channelName: string): LinkTags {
  const { dj, track } = nowPlaying;
  if (dj) {
    const line = clean(dj.title);
    const cut = line.indexOf(' - ');
    if (line === '') return { title: clean(dj.name) };
    return cut > 0 ? { artist: line.slice(0, cut), title: line.slice(cut + 3) } : { title: line };
  }
  if (track) {
    const [artist, album] = [clean(track.artist), clean(track.album)];
    return { title: clean(track.name), ...(artist === '' ? {} : { artist }), ...(album === '' ? {} : { album }) };
  }
  return { title: clean(channelName) };
}

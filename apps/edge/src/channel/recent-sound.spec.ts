import type { TimelineItem } from '../timeline/channel-timeline';
import { RecentSound } from './recent-sound';

const programme = (n: number): TimelineItem => ({ kind: 'programme', position: n * 960, bytes: Uint8Array.of(n), startsClean: false, source: 's', lead: [] });

describe('the recent sound of a channel', () => {
  it('is the last two seconds', () => {
    const sound = new RecentSound();
    for (let n = 0; n < 150; n++) sound.push([programme(n)]);
    expect(sound.latest.packets.map((packet) => packet[0])).toEqual(Array.from({ length: 100 }, (_, i) => 50 + i));
    expect(sound.latest.endPosition).toBe(150 * 960);
  });

  it('begins anew after filler', () => {
    const sound = new RecentSound();
    sound.push([programme(0), programme(1), { kind: 'filler', position: 2 * 960 }]);
    expect(sound.latest).toEqual({ packets: [], endPosition: 3 * 960 });
    sound.push([programme(3)]);
    expect(sound.latest).toEqual({ packets: [Uint8Array.of(3)], endPosition: 4 * 960 });
  });
});

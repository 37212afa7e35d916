import { ChannelFeed } from './channel-feed';
import { EventClient } from './event-client';

const listeners = (rev: number, count = rev) => ({ rev, channelId: 1, listeners: count });
const reader = () => {
  const texts: string[] = [];
  const client = new EventClient({ write: (text) => texts.push(text) > 0, once: () => undefined, end: () => undefined, destroy: () => undefined });
  return { client, ids: () => texts.map((text) => /id: (.*)/.exec(text)?.[1]) };
};

/** A snapshot that is given out when the test says so. */
function held() {
  const waiting: ((data: { rev: number } | undefined) => void)[] = [];
  const feed = new ChannelFeed(() => new Promise((resolve) => waiting.push(resolve)));
  return { feed, waiting };
}

describe('ChannelFeed', () => {
  it('drops what is not newer than the snapshot', async () => {
    const { feed, waiting } = held();
    const { client, ids } = reader();
    const refreshed = feed.refresh('listeners');
    feed.offer('listeners', listeners(5));
    waiting.shift()?.(listeners(4));
    await refreshed;
    feed.join(client, ['listeners']);
    feed.offer('listeners', listeners(5));
    feed.offer('listeners', listeners(3));
    feed.offer('listeners', listeners(6));
    expect(ids()).toEqual(['listeners-5', 'listeners-6']);
  });

  it('believes a snapshot that begins anew, if it was asked for after what it contradicts', async () => {
    const { feed, waiting } = held();
    const { client, ids } = reader();
    feed.offer('listeners', listeners(100));
    feed.join(client, ['listeners']);
    const refreshed = feed.refresh('listeners');
    waiting.shift()?.(listeners(2));
    await refreshed;
    feed.offer('listeners', listeners(3));
    expect(ids()).toEqual(['listeners-100', 'listeners-2', 'listeners-3']);
  });

  it('takes one more snapshot for all who ask while one is under way', async () => {
    const { feed, waiting } = held();
    const first = feed.refresh('listeners');
    const later = [feed.refresh('listeners'), feed.refresh('listeners'), feed.refresh('listeners')];
    expect(waiting).toHaveLength(1);
    waiting.shift()?.(listeners(1));
    await first;
    await new Promise(setImmediate);
    expect(waiting).toHaveLength(1);
    waiting.shift()?.(listeners(2));
    await Promise.all(later);
    const { client, ids } = reader();
    feed.join(client, ['listeners']);
    expect(ids()).toEqual(['listeners-2']);
    void feed.refresh('listeners');
    expect(waiting).toHaveLength(1);
  });

  it('keeps what it has when the owner is away', async () => {
    const { feed, waiting } = held();
    feed.offer('listeners', listeners(1));
    const refreshed = feed.refresh('listeners');
    waiting.shift()?.(undefined);
    await refreshed;
    const { client, ids } = reader();
    feed.join(client, ['now_playing', 'listeners']);
    expect(ids()).toEqual(['listeners-1']);
  });
});

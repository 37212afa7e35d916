import type { ChannelDto } from '@longwave/contracts';
import type { EdgeChannel } from './edge-channel';

const SLUG = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** All channels of this edge, by id and by slug. */
export class ChannelDirectory {
  readonly #byId = new Map<number, EdgeChannel>();
  readonly #bySlug = new Map<string, EdgeChannel>();

  constructor(private readonly makeChannel: (channel: ChannelDto) => EdgeChannel) {}

  /** Takes up a channel or its changes. @returns it when it is new; undefined for one that was known or is none */
  put(channel: ChannelDto): EdgeChannel | undefined {
    if (!Number.isInteger(channel.channelId) || !SLUG.test(channel.slug)) return undefined;
    const known = this.#byId.get(channel.channelId);
    if (known && this.#bySlug.get(known.channel.slug) === known) this.#bySlug.delete(known.channel.slug);
    const one = known ?? this.makeChannel(channel);
    one.update(channel);
    this.#byId.set(channel.channelId, one);
    this.#bySlug.set(channel.slug, one);
    return known ? undefined : one;
  }

  /** Forgets a channel that was deleted. @returns it */
  remove(channelId: number): EdgeChannel | undefined {
    const channel = this.#byId.get(channelId);
    if (!channel) return undefined;
    this.#byId.delete(channelId);
    if (this.#bySlug.get(channel.channel.slug) === channel) this.#bySlug.delete(channel.channel.slug);
    channel.close();
    return channel;
  }

  byId(channelId: number): EdgeChannel | undefined {
    return this.#byId.get(channelId);
  }

  bySlug(slug: string): EdgeChannel | undefined {
    return this.#bySlug.get(slug);
  }

  [Symbol.iterator](): Iterator<EdgeChannel> {
    return this.#byId.values();
  }
}

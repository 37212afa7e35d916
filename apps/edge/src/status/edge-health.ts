import type { EdgeService } from '../edge.service';
import type { HttpReply } from '../http/http-reply';

/** Green while programme leaves on every channel, 503 when it does on none or the edge is ending; a channel on filler is named. */
export function edgeHealth(edge: EdgeService, nowMs: number): HttpReply {
  const channels = [...edge.channels].map((one) => ({
    channel_id: one.channel.channelId,
    slug: one.channel.slug,
    sound: one.soundAt(nowMs),
    listeners: edge.counts.channel(one),
  }));
  const sounding = channels.filter((channel) => channel.sound === 'programme').length;
  const sound = sounding === 0 ? 'silent' : sounding < channels.length ? 'degraded' : 'ok';
  // Load balancers shall send nobody any more, though those who listen still hear.
  const status = edge.isDraining ? 'draining' : sound;
  return { status: status === 'draining' || status === 'silent' ? 503 : 200, body: `${JSON.stringify({ status, listeners: edge.hub.size, channels })}\n` };
}

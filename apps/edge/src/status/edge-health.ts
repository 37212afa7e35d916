import type { EdgeService } from '../edge.service';
import type { HttpReply } from '../http/http-reply';

/** Green while programme leaves on every channel, 503 when it does on none; a channel on filler is named. */
export function edgeHealth(edge: EdgeService, nowMs: number): HttpReply {
  const channels = [...edge.channels].map((one) => ({
    channel_id: one.channel.channelId,
    slug: one.channel.slug,
    sound: one.soundAt(nowMs),
    listeners: edge.counts.channel(one),
  }));
  const sounding = channels.filter((channel) => channel.sound === 'programme').length;
  const status = sounding === 0 ? 'silent' : sounding < channels.length ? 'degraded' : 'ok';
  return { status: sounding === 0 ? 503 : 200, body: `${JSON.stringify({ status, listeners: edge.hub.size, channels })}\n` };
}

/** A few gauges in Prometheus' text format. */
export function edgeMetrics(edge: EdgeService, nowMs: number): HttpReply {
  const lines = ['# TYPE longwave_edge_listeners gauge'];
  const programme = ['# TYPE longwave_edge_programme gauge'];
  for (const channel of edge.channels) {
    const { channelId } = channel.channel;
    for (const kind of ['ogg', 'mp3'] as const) {
      lines.push(`longwave_edge_listeners{channel="${channelId}",mount="${kind}"} ${edge.counts.mount(channel, kind).now}`);
    }
    programme.push(`longwave_edge_programme{channel="${channelId}"} ${channel.soundAt(nowMs) === 'programme' ? 1 : 0}`);
  }
  return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', body: `${[...lines, ...programme].join('\n')}\n` };
}

import type { EdgeChannel } from '../channel/edge-channel';
import type { EdgeService, RelayFigures } from '../edge.service';
import type { HttpReply } from '../http/http-reply';
import { mountOf } from '../listeners/listener-counts';

const frameCounts = ['due', 'missed', 'filled', 'resent', 'late'] as const;
const mounts = ['ogg', 'mp3'] as const;

/** The figures of the edge in Prometheus' text format, explained in docs/operating.md. */
export function edgeMetrics(edge: EdgeService, nowMs: number): HttpReply {
  const channels = [...edge.channels];
  const perMount = (value: (channel: EdgeChannel, mount: (typeof mounts)[number]) => number): string[] =>
    channels.flatMap((channel) => mounts.map((mount) => `{channel="${channel.channel.channelId}",mount="${mount}"} ${value(channel, mount)}`));
  const perChannel = (value: (channel: EdgeChannel) => number): string[] =>
    channels.map((channel) => `{channel="${channel.channel.channelId}"} ${value(channel)}`);
  const relays = [...edge.relayStates()];
  const perRelay = (value: (relay: RelayFigures) => number): string[] => relays.map(([relayId, relay]) => `{relay="${relayId}"} ${value(relay)}`);
  const sent = sentBytes(edge);
  const families = [
    family('longwave_edge_listeners', 'gauge', perMount((channel, mount) => edge.counts.mount(channel, mount).now)),
    family('longwave_edge_programme', 'gauge', perChannel((channel) => (channel.soundAt(nowMs) === 'programme' ? 1 : 0))),
    ...frameCounts.map((name) => family(`longwave_edge_frames_${name}_total`, 'counter', perChannel((channel) => channel.timeline.counts[name]))),
    family('longwave_edge_sent_bytes_total', 'counter', perMount((channel, mount) => edge.counts.mount(channel, mount).endedBytes + (sent.get(channel)?.[mount] ?? 0))),
    family('longwave_edge_sessions_ended_total', 'counter', Object.entries(edge.counts.ended).map(([reason, count]) => `{reason="${reason}"} ${count}`)),
    family('longwave_edge_sessions_untold', 'gauge', [` ${edge.sessions.size}`]),
    family('longwave_edge_late_writes_total', 'counter', [` ${edge.hub.lateWrites}`]),
    family('longwave_edge_relay_connected', 'gauge', perRelay(({ status }) => (status === 'connected' ? 1 : 0))),
    family('longwave_edge_relay_connections_total', 'counter', perRelay(({ connections }) => connections)),
    family('longwave_edge_relay_sent_bytes_total', 'counter', perRelay(({ bytesSent }) => bytesSent)),
    family('longwave_edge_relay_titles_total', 'counter', perRelay(({ titlesSent }) => titlesSent)),
  ];
  return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', body: `${families.flat().join('\n')}\n` };
}

function family(name: string, type: 'gauge' | 'counter', samples: string[]): string[] {
  return [`# TYPE ${name} ${type}`, ...samples.map((sample) => `${name}${sample}`)];
}

/** What those who listen now were sent: added up when it is asked for, so that no write has to. */
function sentBytes(edge: EdgeService): Map<EdgeChannel, Record<(typeof mounts)[number], number>> {
  const sent = new Map<EdgeChannel, Record<(typeof mounts)[number], number>>();
  for (const listener of edge.hub) {
    const ofChannel = sent.get(listener.channel) ?? { ogg: 0, mp3: 0 };
    ofChannel[mountOf(listener)] += listener.bytesSent;
    sent.set(listener.channel, ofChannel);
  }
  return sent;
}

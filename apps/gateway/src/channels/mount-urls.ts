import type { ChannelDto } from '@longwave/contracts';
import { hostName } from '../http/public-host';
import type { MountView } from './channels.dto';

/** What addresses are made from. */
export interface ListenSettings {
  PUBLIC_LISTEN_URL?: string | undefined;
  EDGE_PORT: number;
}

/** Where listeners reach the edge: as configured, else at the host that was asked. */
export function listenOrigin(settings: ListenSettings, hostHeader: string | undefined): string {
  return settings.PUBLIC_LISTEN_URL ?? `http://${hostName(hostHeader)}:${settings.EDGE_PORT}`;
}

/** The addresses of a channel, best first. */
export function mountsOf(channel: ChannelDto, origin: string): MountView[] {
  return [
    { format: 'opus', url: `${origin}/${channel.slug}`, contentType: 'audio/ogg; codecs=opus', bitrateKbps: channel.opusKbps },
    { format: 'mp3', url: `${origin}/${channel.slug}.mp3`, contentType: 'audio/mpeg', bitrateKbps: channel.mp3Kbps },
  ];
}

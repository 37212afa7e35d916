import type { DtoClass } from '@longwave/contracts';
import { toWire } from '../wire/wire-mapper';
import { ListenersEvent, NowPlayingEvent, QueueEvent } from './events.dto';

/** The kinds of events and what each carries, in the order of a snapshot. */
export const eventKinds = { now_playing: NowPlayingEvent, queue: QueueEvent, listeners: ListenersEvent } as const satisfies Record<string, DtoClass<{ rev: number }>>;
export type EventKind = keyof typeof eventKinds;

/** An event as it goes over the wire (WHATWG HTML, server-sent events). The data is one line: JSON escapes line ends. */
export function eventText(kind: EventKind, data: { rev: number }): string {
  return `event: ${kind}\nid: ${kind}-${data.rev}\ndata: ${JSON.stringify(toWire(eventKinds[kind], data))}\n\n`;
}

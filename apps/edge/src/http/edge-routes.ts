import { AppError } from '@longwave/contracts';
import { cleanText } from '@longwave/audio';
import type { EdgeChannel } from '../channel/edge-channel';
import type { EdgeService } from '../edge.service';
import type { ListenerOptions } from '../listeners/listener';
import type { MountKind } from '../listeners/listener-counts';
import { lineOf } from '../titles/stream-title';
import { type MountStatus, icecastStatus } from '../status/icecast-status';
import { edgeHealth } from '../status/edge-health';
import { edgeMetrics } from '../status/edge-metrics';
import { type HttpReply, SERVER_NAME, errorReply } from './http-reply';
import { type FlavourChoice, burstSeconds, isListenerId, oggFlavour } from './listen-request';
import type { RequestHead } from './parse-request-head';

/** What a request comes to: a whole answer, or a stream. */
export type RouteResult =
  | { kind: 'reply'; reply: HttpReply }
  | {
      kind: 'stream';
      headers: (readonly [string, string])[];
      listener: Omit<ListenerOptions, 'socket'>;
      /** Why it is this flavour. */
      why: string;
    };

export interface RouteOptions {
  maxListeners: number;
  /** Of one mount; 0 for no limit. */
  maxPerMount: number;
  /** Without an ending slash. */
  listenUrl?: string | undefined;
  pageUrl?: string | undefined;
  port: number;
}

const ICY_METAINT = 16_000;
const ALLOWED = 'GET, HEAD, OPTIONS';
const CONTENT_TYPES: Readonly<Record<MountKind, string>> = { ogg: 'audio/ogg', mp3: 'audio/mpeg' };
const HOST = /^[\w.:[\]-]{1,255}$/;
const isHost = (text: string): boolean => HOST.test(text) && URL.canParse(`http://${text}`);

/** Decides what a request gets. Opens nothing and writes nothing. */
export function routeRequest(edge: EdgeService, options: RouteOptions, head: RequestHead): RouteResult {
  const url = URL.canParse(head.target, 'http://edge') ? new URL(head.target, 'http://edge') : undefined;
  if (!url) return refuse(new AppError('BAD_REQUEST', 'the address cannot be read'));
  if (head.method === 'OPTIONS') return { kind: 'reply', reply: { status: 204, headers: preflight() } };
  if (head.method !== 'GET' && head.method !== 'HEAD') {
    return refuse(new AppError('METHOD_NOT_ALLOWED', `${head.method} is not for listeners`), [['Allow', ALLOWED]]);
  }
  const path = url.pathname;
  if (path === '/health') return { kind: 'reply', reply: edgeHealth(edge, performance.now()) };
  if (path === '/metrics') return { kind: 'reply', reply: edgeMetrics(edge, performance.now()) };
  if (path === '/status-json.xsl') return { kind: 'reply', reply: status(edge, options, head, url) };
  if (path.startsWith('/listeners/')) return listenerPlace(edge, path.slice('/listeners/'.length));
  return mount(edge, options, head, url);
}

function mount(edge: EdgeService, options: RouteOptions, head: RequestHead, url: URL): RouteResult {
  const kind: MountKind = url.pathname.endsWith('.mp3') ? 'mp3' : 'ogg';
  const channel = edge.channels.bySlug(url.pathname.slice(1).replace(/\.mp3$/, ''));
  if (!channel) return refuse(new AppError('NOT_FOUND', 'no such mount; /status-json.xsl lists them'));
  const id = url.searchParams.get('listener') ?? undefined;
  if (id !== undefined && !isListenerId(id)) return refuse(new AppError('BAD_REQUEST', 'listener must be a UUID'));
  const closed = head.method === 'GET' ? whyClosed(edge, options, channel, kind) : undefined;
  if (closed) return closed;
  const metaint = kind === 'mp3' && head.headers.get('icy-metadata') === '1' ? ICY_METAINT : undefined;
  const mp3: FlavourChoice = { flavour: 'mp3', why: metaint === undefined ? 'no titles asked for' : 'titles asked for' };
  const { flavour, why } = kind === 'mp3' ? mp3 : oggFlavour(head.headers);
  return {
    kind: 'stream',
    headers: streamHeaders(channel, kind, options, metaint),
    listener: { channel, flavour, burstSeconds: burstSeconds(url.searchParams.get('burst')), id: id?.toLowerCase(), metaint },
    why,
  };
}

function whyClosed(edge: EdgeService, options: RouteOptions, channel: EdgeChannel, kind: MountKind): RouteResult | undefined {
  // Whoever asks again finds another edge, or this one after its restart.
  if (edge.isDraining) return refuse(new AppError('SERVICE_UNAVAILABLE', 'this edge is ending; ask again'), [['Retry-After', '1']]);
  if (edge.hub.size >= options.maxListeners) return refuse(new AppError('TOO_MANY_LISTENERS', 'this edge is full'), [['Retry-After', '10']]);
  const isFull = options.maxPerMount > 0 && edge.counts.mount(channel, kind).now >= options.maxPerMount;
  return isFull ? refuse(new AppError('TOO_MANY_LISTENERS', 'this mount is full'), [['Retry-After', '10']]) : undefined;
}

function streamHeaders(channel: EdgeChannel, kind: MountKind, options: RouteOptions, metaint: number | undefined): (readonly [string, string])[] {
  const { name, genre, description } = channel.channel;
  const kbps = kbpsOf(channel, kind);
  return [
    ['Content-Type', CONTENT_TYPES[kind]],
    ['Accept-Ranges', 'none'],
    ['icy-name', cleanText(name, 100)],
    ['icy-genre', cleanText(genre, 100)],
    ['icy-description', cleanText(description, 500)],
    ...(options.pageUrl === undefined ? [] : [['icy-url', options.pageUrl] as const]),
    ['icy-pub', '0'],
    ['icy-br', String(kbps)],
    ['ice-audio-info', `ice-samplerate=48000;ice-bitrate=${kbps};ice-channels=2`],
    ...(metaint === undefined ? [] : [['icy-metaint', String(metaint)] as const]),
  ];
}

function kbpsOf(channel: EdgeChannel, kind: MountKind): number {
  return kind === 'mp3' ? channel.mp3.kbps : channel.channel.opusKbps;
}

function listenerPlace(edge: EdgeService, id: string): RouteResult {
  const listener = isListenerId(id) ? edge.hub.byId(id.toLowerCase()) : undefined;
  const place = listener?.firstPosition === undefined ? undefined : listener.channel.sampleAt(listener.firstPosition);
  if (!place) return refuse(new AppError('LISTENER_NOT_FOUND', 'no listener with this id is hearing a programme here'));
  return { kind: 'reply', reply: { status: 200, body: `${JSON.stringify({ timeline_id: place.timelineId, first_sample: place.sample })}\n` } };
}

function status(edge: EdgeService, options: RouteOptions, head: RequestHead, url: URL): HttpReply {
  const host = head.headers.get('host') ?? '';
  const base = options.listenUrl ?? `http://${isHost(host) ? host : `localhost:${options.port}`}`;
  const wanted = url.searchParams.get('mount');
  const mounts: MountStatus[] = [];
  for (const channel of edge.channels) {
    for (const kind of ['ogg', 'mp3'] as const) {
      const path = `/${channel.channel.slug}${kind === 'mp3' ? '.mp3' : ''}`;
      if (wanted === null || wanted === path) mounts.push(mountStatus(edge, channel, kind, `${base}${path}`));
    }
  }
  const server = { host: new URL(base).hostname, admin: '', location: '', serverId: SERVER_NAME, startedAt: edge.startedAt };
  return { status: 200, body: JSON.stringify(icecastStatus(server, mounts)) };
}

function mountStatus(edge: EdgeService, channel: EdgeChannel, kind: MountKind, listenUrl: string): MountStatus {
  const { name, description, genre } = channel.channel;
  const { now, peak } = edge.counts.mount(channel, kind);
  const tags = channel.titles.at(channel.timeline.nextPosition);
  return {
    name,
    description,
    genre,
    listenUrl,
    contentType: CONTENT_TYPES[kind],
    ...(kind === 'ogg' ? { subtype: 'Opus', artist: tags.artist } : {}),
    kbps: kbpsOf(channel, kind),
    listeners: now,
    listenerPeak: peak,
    // As Icecast has it: artist and title apart where the format keeps them so, else in one line.
    title: kind === 'ogg' ? tags.title : lineOf(tags),
    startedAt: edge.startedAtOf(channel),
  };
}

function preflight(): (readonly [string, string])[] {
  return [
    ['Allow', ALLOWED],
    ['Access-Control-Allow-Methods', ALLOWED],
    ['Access-Control-Allow-Headers', 'Icy-MetaData, Range, Accept, Content-Type'],
    ['Access-Control-Max-Age', '86400'],
  ];
}

/** An answer that says no. */
export function refuse(error: AppError, headers: HttpReply['headers'] = []): RouteResult {
  return { kind: 'reply', reply: errorReply(error, error.status, headers) };
}

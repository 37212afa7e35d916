import type { ErrorCode } from '../errors/error-catalogue';

/** A DTO class: validation rules, OpenAPI schema and type have this one source. */
export type DtoClass<T extends object> = new () => T;

/** One request and its reply, over core NATS with plain JSON on both sides. */
export interface RpcContract<Request extends object, Reply extends object> {
  readonly kind: 'rpc';
  /** `rpc.<service>.v1.<verb-noun>`; the queue group is the service. */
  readonly subject: string;
  readonly service: string;
  readonly request: DtoClass<Request>;
  readonly reply: DtoClass<Reply>;
  /** What the callee may answer on purpose, beside `BAD_REQUEST`, `INTERNAL` and `SERVICE_UNAVAILABLE`, which any call may. */
  readonly errors: readonly ErrorCode[];
  /** How long a caller waits before it gives up with `SERVICE_UNAVAILABLE`. */
  readonly timeoutMs: number;
  /** Whether the same call twice does no more than once. */
  readonly idempotent: boolean;
  /** Whether it changes nothing; the NATS user `bot` may call only these. */
  readonly readOnly: boolean;
}

/** A fact, told after it became one: `evt.<service>.v1.<noun-past-verb>.<channel>`. */
export interface EventContract<Data extends object> {
  readonly kind: 'event';
  /** The subject without the channel. */
  readonly subject: string;
  readonly service: string;
  readonly data: DtoClass<Data>;
  readonly channel: (data: Data) => number;
  /** Whether the NATS user `bot` may hear it. */
  readonly bots: boolean;
}

const subjectPattern = /^(rpc|evt)\.([a-z-]+)\.v1\.[a-z]+(-[a-z]+)*$/;

function serviceOf(subject: string, kind: 'rpc' | 'evt'): string {
  const match = subjectPattern.exec(subject);
  if (match?.[1] !== kind || match[2] === undefined) throw new Error(`not a subject of kind ${kind}: ${subject}`);
  return match[2];
}

/** Declares a call. Not idempotent and not read-only unless it says so. */
export function rpc<Request extends object, Reply extends object>(definition: {
  subject: string;
  request: DtoClass<Request>;
  reply: DtoClass<Reply>;
  errors: readonly ErrorCode[];
  timeoutMs: number;
  idempotent?: boolean;
  readOnly?: boolean;
}): RpcContract<Request, Reply> {
  const readOnly = definition.readOnly ?? false;
  return {
    ...definition,
    kind: 'rpc',
    service: serviceOf(definition.subject, 'rpc'),
    idempotent: definition.idempotent ?? readOnly,
    readOnly,
  };
}

/** Declares an event. Bots may hear it unless it says otherwise. */
export function event<Data extends object>(definition: {
  subject: string;
  data: DtoClass<Data>;
  channel: (data: Data) => number;
  bots?: boolean;
}): EventContract<Data> {
  return { bots: true, ...definition, kind: 'event', service: serviceOf(definition.subject, 'evt') };
}

/** The subject on which one instance answers a call, beside the queue group: for what only the owner of a thing can tell. */
export function instanceSubject<Request extends object, Reply extends object>(contract: RpcContract<Request, Reply>, instanceId: string): string {
  return `${contract.subject}.${instanceId}`;
}

/** The subject on which an event of this channel is published. */
export function eventSubject<Data extends object>(contract: EventContract<Data>, channelId: number): string {
  return `${contract.subject}.${channelId}`;
}

/** The subject that hears an event of every channel. */
export function eventWildcard<Data extends object>(contract: EventContract<Data>): string {
  return `${contract.subject}.*`;
}

/** NATS headers of every message. */
export const messageHeaders = {
  correlationId: 'Lw-Correlation-Id',
  errorCode: 'Nats-Service-Error-Code',
  error: 'Nats-Service-Error',
} as const;

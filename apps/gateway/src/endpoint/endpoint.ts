import 'reflect-metadata';
import type { DtoClass, ErrorCode, RpcContract } from '@longwave/contracts';
import { applyDecorators, Delete, Get, HttpCode, Patch, Post, Put, UseInterceptors } from '@nestjs/common';
import type { LimitName } from '../rate-limit/limits';
import { ReplyInterceptor } from './reply.interceptor';

export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type HttpMethod = (typeof httpMethods)[number];

const methods = { GET: Get, POST: Post, PUT: Put, PATCH: Patch, DELETE: Delete } as const;

/** One address of the API: what it takes, gives and refuses. The document is made of these. */
export interface EndpointDefinition {
  method: HttpMethod;
  /** With `:name` for a path parameter, which is the input's field `name` or `nameId`. */
  path: string;
  /** Name of the operation in generated clients. */
  id: string;
  tag: string;
  summary: string;
  description?: string;
  /**
   * Fields that are no path parameters come from the query of GET and DELETE and from the JSON body of the others.
   * Without one, body and query are not looked at.
   */
  input?: DtoClass<object>;
  /** Body of the answer; without one it is 204, or what `produces` says. */
  reply?: DtoClass<object>;
  /** Media types of an answer that the handler writes itself. */
  produces?: readonly string[];
  /** 200 by default. */
  status?: number;
  /** Further statuses with the same body. */
  alsoStatus?: readonly number[];
  /** The calls it makes: their errors are its errors. */
  calls?: readonly Pick<RpcContract<object, object>, 'errors'>[];
  /** Further errors of its own. */
  errors?: readonly ErrorCode[];
  limit?: LimitName;
}

const endpointKey = Symbol.for('longwave:endpoint');

/** Says what an address takes and gives; the handler gets the checked input and returns the reply in the DTO's own names. */
export function Endpoint(definition: EndpointDefinition): MethodDecorator {
  const status = definition.status ?? (definition.reply || definition.produces ? 200 : 204);
  const mark: MethodDecorator = (_target, _key, descriptor) => {
    Reflect.defineMetadata(endpointKey, { ...definition, status }, descriptor.value as object);
  };
  return applyDecorators(
    methods[definition.method](definition.path),
    HttpCode(status),
    mark,
    ...(definition.produces ? [] : [UseInterceptors(ReplyInterceptor)]),
  );
}

/** A definition with its status filled in. */
export type FullEndpoint = EndpointDefinition & { status: number };

/** The definition of a handler, if it has one. */
export function endpointOf(handler: object): FullEndpoint | undefined {
  return Reflect.getMetadata(endpointKey, handler) as FullEndpoint | undefined;
}

/** The input's field that a path parameter fills. */
export function fieldOfParameter(input: DtoClass<object> | undefined, fields: ReadonlySet<string>, parameter: string): string {
  if (fields.has(parameter)) return parameter;
  if (fields.has(`${parameter}Id`)) return `${parameter}Id`;
  throw new Error(`no field of ${input?.name ?? 'no input'} fits the path parameter ${parameter}`);
}

/** The path parameters of a path, in order. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/:([A-Za-z]+)/g)].map((match) => match[1] ?? '');
}

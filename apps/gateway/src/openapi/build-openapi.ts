import { describedFields, errorCatalogue } from '@longwave/contracts';
import type { DtoClass, ErrorCode } from '@longwave/contracts';
import { fieldOfParameter, pathParameters } from '../endpoint/endpoint';
import type { EndpointDefinition } from '../endpoint/endpoint';
import { wireName } from '../wire/wire-name';
import { dtoSchema, fieldSchema, optionality } from './dto-schema';
import type { JsonSchema, SchemaRefs } from './dto-schema';
import { endpointErrors } from './endpoint-errors';
import type { ListedEndpoint } from './list-endpoints';

interface MediaType { schema: JsonSchema; examples?: Record<string, { $ref: string }> }
interface Response { description: string; content?: Record<string, MediaType> }
interface Parameter { name: string; in: 'path' | 'query'; required: boolean; description: string; schema: JsonSchema }
interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, MediaType> };
  responses: Record<string, Response>;
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } };
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema>; examples: Record<string, { summary: string; value: unknown }>; securitySchemes: Record<string, unknown> };
}

const description = `The station's API. Names are snake_case; times are ISO 8601, positions are samples of a channel's 48 kHz count.

Guests get a token at \`POST /api/v1/auth/guest\`; operators use one of the station's admin tokens. Both are sent as \`Authorization: Bearer <token>\`.

An error has the body \`{"error": {"code", "message", "details"}}\`. Codes never change their meaning; clients decide by them, not by the message. Unknown fields are refused.`;

const errorSchema: JsonSchema = {
  type: 'object',
  description: 'Why a request was refused or failed.',
  properties: {
    error: {
      type: 'object',
      properties: {
        code: { type: 'string', description: 'What went wrong, for programs.', enum: Object.keys(errorCatalogue) },
        message: { type: 'string', description: 'What went wrong, for people.' },
        details: { type: 'object', additionalProperties: true, description: 'Facts that belong to the code.' },
      },
      required: ['code', 'message', 'details'],
    },
  },
  required: ['error'],
};

class Components {
  readonly schemas: Record<string, JsonSchema> = { Error: errorSchema };
  private readonly classes = new Map<string, DtoClass<object>>();

  /** Replies are kept by name, without their `Dto` or `View`. */
  readonly reply: SchemaRefs = (dto) => this.keep(dto, dto.name.replace(/(Dto|View)$/, ''), () => dtoSchema(dto, 'reply', this.reply));

  body(dto: DtoClass<object>, leaveOut: ReadonlySet<string>): JsonSchema {
    return this.keep(dto, dto.name, () => dtoSchema(dto, 'request', this.reply, leaveOut));
  }

  private keep(dto: DtoClass<object>, name: string, make: () => JsonSchema): JsonSchema {
    const other = this.classes.get(name);
    if (other && other !== dto) throw new Error(`two schemas have the name ${name}`);
    if (!other) {
      this.classes.set(name, dto);
      this.schemas[name] = {};
      this.schemas[name] = make();
    }
    return { $ref: `#/components/schemas/${name}` };
  }
}

function parametersOf(endpoint: EndpointDefinition, components: Components): { parameters: Parameter[]; inPath: Set<string> } {
  const { input } = endpoint;
  const fields = input ? describedFields(input) : [];
  const names = new Set(fields.map(({ property }) => property));
  const parameters: Parameter[] = [];
  const inPath = new Set<string>();
  const add = (property: string, name: string, place: 'path' | 'query') => {
    const field = fields.find((candidate) => candidate.property === property);
    if (!input || !field) return;
    const { optional, default: fallback } = optionality(input, field);
    const { description: text, ...schema } = fieldSchema(input, field, components.reply);
    parameters.push({
      name, in: place, required: place === 'path' || !optional, description: text ?? '',
      schema: { ...schema, ...(fallback === undefined || place === 'path' ? {} : { default: fallback }) },
    });
  };
  for (const parameter of pathParameters(endpoint.path)) {
    const property = fieldOfParameter(input, names, parameter);
    inPath.add(property);
    add(property, parameter, 'path');
  }
  if (endpoint.method === 'GET' || endpoint.method === 'DELETE') {
    for (const { property } of fields) if (!inPath.has(property)) add(property, wireName(property), 'query');
  }
  return { parameters, inPath };
}

/** The catalogue speaks of details in our own names. */
const helpOf = (code: ErrorCode): string => errorCatalogue[code].help.replace(/(?<=details\.)\w+/g, wireName);

function errorResponses(codes: readonly ErrorCode[]): Record<string, Response> {
  const responses: Record<string, Response> = {};
  for (const status of new Set(codes.map((code) => errorCatalogue[code].status))) {
    const here = codes.filter((code) => errorCatalogue[code].status === status);
    responses[status] = {
      description: here.map((code) => `\`${code}\`: ${helpOf(code)}`).join('\n\n'),
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/Error' },
          examples: Object.fromEntries(here.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
        },
      },
    };
  }
  return responses;
}

function success(endpoint: EndpointDefinition, components: Components): Response {
  if (endpoint.reply) return { description: endpoint.summary, content: { 'application/json': { schema: components.reply(endpoint.reply) } } };
  if (!endpoint.produces) return { description: 'Done.' };
  return { description: endpoint.summary, content: Object.fromEntries(endpoint.produces.map((type) => [type, { schema: { type: 'string' } }])) };
}

function successes(endpoint: ListedEndpoint['endpoint'], components: Components): Record<string, Response> {
  return Object.fromEntries([endpoint.status, ...(endpoint.alsoStatus ?? [])].map((status) => [status, success(endpoint, components)]));
}

function operation({ endpoint, access }: ListedEndpoint, components: Components): Operation {
  const { parameters, inPath } = parametersOf(endpoint, components);
  const bodyFields = endpoint.input ? describedFields(endpoint.input).filter(({ property }) => !inPath.has(property)) : [];
  const takesBody = endpoint.input && bodyFields.length > 0 && endpoint.method !== 'GET' && endpoint.method !== 'DELETE';
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.description === undefined ? {} : { description: endpoint.description }),
    security: access === 'public' ? [] : access === 'guest' ? [{ guest: [] }, { operator: [] }] : [{ operator: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(takesBody && endpoint.input
      ? {
          requestBody: {
            required: bodyFields.some((field) => endpoint.input && !optionality(endpoint.input, field).optional),
            content: { 'application/json': { schema: components.body(endpoint.input, inPath) } },
          },
        }
      : {}),
    responses: { ...successes(endpoint, components), ...errorResponses(endpointErrors(endpoint, access)) },
  };
}

/**
 * The document of the API, made of its endpoints and their DTOs alone: nothing has to run for it.
 *
 * @param extraSchemas DTOs that no endpoint answers with, such as those of the live events
 */
export function buildOpenApi(endpoints: readonly ListedEndpoint[], extraSchemas: readonly DtoClass<object>[] = []): OpenApiDocument {
  const components = new Components();
  const paths: OpenApiDocument['paths'] = {};
  const tags = new Set<string>();
  for (const listed of endpoints) {
    const path = listed.endpoint.path.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] ??= {};
    paths[path][listed.endpoint.method.toLowerCase()] = operation(listed, components);
    tags.add(listed.endpoint.tag);
  }
  for (const dto of extraSchemas) components.reply(dto);
  return {
    openapi: '3.1.0',
    info: { title: 'Longwave', version: '0.1.0', description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    tags: [...tags].map((name) => ({ name })),
    paths,
    components: {
      schemas: components.schemas,
      examples: Object.fromEntries(
        (Object.keys(errorCatalogue) as ErrorCode[]).map((code) => [code, { summary: code, value: { error: { code, message: helpOf(code), details: {} } } }]),
      ),
      securitySchemes: {
        guest: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A guest’s token.' },
        operator: { type: 'http', scheme: 'bearer', description: 'One of the station’s admin tokens.' },
      },
    },
  };
}

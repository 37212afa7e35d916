import { AppError, describedFields } from '@longwave/contracts';
import type { DtoClass } from '@longwave/contracts';
import { validateRequest } from '@longwave/messaging';
import { getMetadataStorage } from 'class-validator';
import { fromWire, wireFields } from '../wire/wire-mapper';
import { fieldName, wireName } from '../wire/wire-name';
import { fieldOfParameter } from './endpoint';
import type { EndpointDefinition } from './endpoint';

/** The parts of a request that an input is read from. */
export interface RequestParts {
  params: unknown;
  query: unknown;
  body: unknown;
}

const MAX_DEPTH = 16;
const record = (value: unknown): Record<string, unknown> => ({ ...(value as Record<string, unknown> | undefined) });

/** Whether arrays and objects are nested deeper than any request of ours; what checks them recurses. */
export function isNestedTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    level = level.flatMap((item): unknown[] => (typeof item === 'object' && item !== null ? Object.values(item) : []));
    if (level.length === 0) return false;
  }
  return true;
}

type Kind = 'number' | 'boolean' | 'string';

/** Looked up for every request, and the validator's own storage is slow to ask. */
const kinds = new WeakMap<DtoClass<object>, ReadonlyMap<string, Kind>>();

/** Which fields take numbers or booleans, which addresses can only spell. */
function kindsOf(dto: DtoClass<object>): ReadonlyMap<string, Kind> {
  let known = kinds.get(dto);
  if (!known) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
    known = new Map(
      describedFields(dto).map(({ property }) => {
        const names = rules.filter((rule) => rule.propertyName === property).map((rule) => rule.name);
        if (names.includes('isInt') || names.includes('isNumber')) return [property, 'number'];
        return [property, names.includes('isBoolean') ? 'boolean' : 'string'];
      }),
    );
    kinds.set(dto, known);
  }
  return known;
}

/** What cannot be converted stays a string, for the DTO's rules to refuse. */
function convert(text: unknown, kind: Kind | undefined): unknown {
  if (typeof text !== 'string') return text;
  if (kind === 'number') return /^-?\d{1,15}(\.\d{1,10})?$/.test(text) ? Number(text) : text;
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

function readBody(body: unknown): Record<string, unknown> {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw new AppError('BAD_REQUEST', 'a JSON object is needed');
  if (isNestedTooDeep(body)) throw new AppError('BAD_REQUEST', 'the body is nested too deep');
  return record(body);
}

/** Names in problems are those the client used. */
function inWireNames(error: unknown, dto: DtoClass<object>): unknown {
  if (!(error instanceof AppError) || !Array.isArray(error.details['problems'])) return error;
  const properties = describedFields(dto).map(({ property }) => property).filter((property) => wireName(property) !== property);
  const rename = (text: string) => properties.reduce((renamed, property) => renamed.replaceAll(new RegExp(`\\b${property}\\b`, 'g'), wireName(property)), text);
  const problems = (error.details['problems'] as { field: string; problem: string }[]).map(({ field, problem }) => ({
    field: field.split('.').map(wireName).join('.'),
    problem: rename(problem),
  }));
  return new AppError(error.code, rename(error.message), { problems });
}

/**
 * Reads and checks an endpoint's input: path, query or body in HTTP names, by the rules of its DTO.
 *
 * @throws AppError `BAD_REQUEST` with `details.problems`, also for fields that the DTO does not have
 */
export function readInput(endpoint: EndpointDefinition, parts: RequestParts): object {
  const { input } = endpoint;
  if (!input) return {};
  const fields = new Set(kindsOf(input).keys());
  const fromPath: Record<string, unknown> = {};
  for (const [parameter, text] of Object.entries(record(parts.params))) {
    const field = fieldOfParameter(input, fields, parameter);
    fromPath[wireName(field)] = convert(text, kindsOf(input).get(field));
  }
  const inQuery = endpoint.method === 'GET' || endpoint.method === 'DELETE';
  const given = inQuery ? record(parts.query) : readBody(parts.body);
  if (inQuery) for (const [name, text] of Object.entries(given)) given[name] = convert(text, kindsOf(input).get(fieldName(name)));
  // A path parameter cannot be said a second time elsewhere.
  const twice = Object.keys(given).filter((name) => Object.hasOwn(fromPath, name));
  const { value, unknown } = fromWire(input, { ...given, ...fromPath });
  const refused = [...unknown, ...twice];
  if (refused.length > 0) {
    const problems = refused.slice(0, 20).map((field) => ({ field, problem: 'is not known here' }));
    throw new AppError('BAD_REQUEST', 'there are fields that are not known here', { problems, known: [...wireFields(input).keys()] });
  }
  try {
    return validateRequest(input, value);
  } catch (error) {
    throw inWireNames(error, input);
  }
}

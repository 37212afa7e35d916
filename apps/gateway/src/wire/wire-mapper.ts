import { describedFields } from '@longwave/contracts';
import type { DtoClass, FieldDescription } from '@longwave/contracts';
import { wireName } from './wire-name';

type Json = Record<string, unknown>;

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The document's cache of a class's fields; classes are few and never change. */
const known = new WeakMap<DtoClass<object>, ReadonlyMap<string, FieldDescription>>();

/** The described fields of a DTO by their HTTP name. */
export function wireFields(dto: DtoClass<object>): ReadonlyMap<string, FieldDescription> {
  let fields = known.get(dto);
  if (!fields) {
    fields = new Map(describedFields(dto).map((field) => [wireName(field.property), field]));
    known.set(dto, fields);
  }
  return fields;
}

function each(value: unknown, field: FieldDescription, map: (dto: DtoClass<object>, value: Json) => unknown): unknown {
  if (!field.type) return value;
  const dto = field.type();
  if (field.isArray) return Array.isArray(value) ? value.map((item: unknown) => (isRecord(item) ? map(dto, item) : item)) : value;
  return isRecord(value) ? map(dto, value) : value;
}

/**
 * A DTO as it goes over HTTP: snake_case, described fields only, nested DTOs as well. Keys that are data, such as those
 * of a track's `metadata`, stay as they are.
 */
export function toWire(dto: DtoClass<object>, value: object): Json {
  const wire: Json = {};
  for (const [name, field] of wireFields(dto)) {
    const content = (value as Json)[field.property];
    if (content !== undefined) wire[name] = each(content, field, toWire);
  }
  return wire;
}

/** What came over HTTP, in the DTO's own names, and the names that the DTO does not have. */
export interface FromWire {
  value: Json;
  unknown: string[];
}

/** Undoes `toWire`. Nothing is checked but the names; the DTO's rules come after. */
export function fromWire(dto: DtoClass<object>, wire: Json, path = ''): FromWire {
  const fields = wireFields(dto);
  const unknown: string[] = [];
  const value: Json = {};
  for (const [name, content] of Object.entries(wire)) {
    const field = fields.get(name);
    if (!field) {
      unknown.push(`${path}${name}`.slice(0, 100));
      continue;
    }
    value[field.property] = each(content, field, (nested, item) => {
      const inner = fromWire(nested, item, `${path}${name}.`);
      unknown.push(...inner.unknown);
      return inner.value;
    });
  }
  return { value, unknown };
}

/** Renames the keys of an error's details, which have no DTO, at every depth. */
export function wireDetails(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wireDetails);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, content]) => [wireName(key), wireDetails(content)]));
}

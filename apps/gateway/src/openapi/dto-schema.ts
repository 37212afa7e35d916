import { describedFields } from '@longwave/contracts';
import type { DtoClass, FieldDescription } from '@longwave/contracts';
import { getMetadataStorage } from 'class-validator';
import { wireName } from '../wire/wire-name';

/** As much of JSON Schema as our DTOs need. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  examples?: unknown[];
  default?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  anyOf?: JsonSchema[];
}

interface Rule {
  propertyName: string;
  name?: string;
  type: string;
  each: boolean;
  constraints: unknown[];
}

const rulesOf = (dto: DtoClass<object>, property: string): Rule[] =>
  (getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false) as unknown as Rule[]).filter((rule) => rule.propertyName === property);

const isConditional = (rule: Rule) => rule.type === 'conditionalValidation';

/** What one validation rule says about the value. */
const vocabulary: Record<string, (constraints: unknown[]) => JsonSchema> = {
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isString: () => ({ type: 'string' }),
  isBoolean: () => ({ type: 'boolean' }),
  isObject: () => ({ type: 'object', additionalProperties: true }),
  isArray: () => ({ type: 'array' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isIso8601: () => ({ type: 'string', format: 'date-time' }),
  isBase64: () => ({ type: 'string', format: 'byte' }),
  matches: ([pattern]) => ({ type: 'string', pattern: pattern instanceof RegExp ? pattern.source : String(pattern) }),
  isIn: ([values]) => ({ type: typeof (values as unknown[])[0] === 'number' ? 'integer' : typeof (values as unknown[])[0], enum: [...(values as unknown[])] }),
  isLength: ([minLength, maxLength]) => ({ minLength: minLength as number, ...(maxLength === undefined ? {} : { maxLength: maxLength as number }) }),
  maxLength: ([maxLength]) => ({ maxLength: maxLength as number }),
  min: ([minimum]) => ({ minimum: minimum as number }),
  max: ([maximum]) => ({ maximum: maximum as number }),
  arrayMaxSize: ([maxItems]) => ({ maxItems: maxItems as number }),
  arrayUnique: () => ({ uniqueItems: true }),
};

/** Rules of class-validator that say nothing a schema could. */
const silentRules = new Set(['nestedValidation', 'whitelistValidation']);

function fromRules(rules: readonly Rule[], where: string): JsonSchema {
  const schema: JsonSchema = {};
  for (const rule of rules) {
    if (isConditional(rule) || silentRules.has(rule.type)) continue;
    const words = rule.name === undefined ? undefined : vocabulary[rule.name];
    // A rule unknown here would be missing in the document without anybody noticing.
    if (!words) throw new Error(`${where}: no schema for the rule ${rule.name ?? rule.type}`);
    Object.assign(schema, words(rule.constraints ?? []));
  }
  return schema;
}

function withNull(schema: JsonSchema): JsonSchema {
  if (schema.$ref !== undefined) return { anyOf: [{ $ref: schema.$ref }, { type: 'null' }] };
  const { enum: values, type, ...rest } = schema;
  return { ...rest, type: [...(Array.isArray(type) ? type : [type ?? 'object']), 'null'], ...(values ? { enum: [...values, null] } : {}) };
}

/** Where nested DTOs are collected: the document's components. */
export type SchemaRefs = (dto: DtoClass<object>) => JsonSchema;

/** The schema of one described field. */
export function fieldSchema(dto: DtoClass<object>, field: FieldDescription, refs: SchemaRefs): JsonSchema {
  const rules = rulesOf(dto, field.property);
  const where = `${dto.name}.${field.property}`;
  let schema: JsonSchema;
  if (field.type) schema = field.isArray ? { ...fromRules(rules.filter((rule) => !rule.each), where), type: 'array', items: refs(field.type()) } : refs(field.type());
  else {
    schema = fromRules(rules.filter((rule) => !rule.each), where);
    const items = rules.filter((rule) => rule.each);
    if (schema.type === 'array') schema.items = fromRules(items, where);
  }
  if (field.nullable) schema = withNull(schema);
  return {
    ...schema,
    description: field.description,
    ...(field.example === undefined ? {} : { examples: [field.example] }),
  };
}

/** Whether a client may leave the field out of a request; the default that counts then, if there is one. */
export function optionality(dto: DtoClass<object>, field: FieldDescription): { optional: boolean; default?: unknown } {
  const fallback = (new dto() as Record<string, unknown>)[field.property];
  if (fallback !== undefined) return { optional: true, default: fallback };
  return { optional: rulesOf(dto, field.property).some(isConditional) };
}

/**
 * The schema of a DTO, from its rules and descriptions, in HTTP names.
 *
 * @param use in a request, a field that has a default or may be absent is not required; in a reply, a field that may be
 *   null is always there
 * @param leaveOut fields that are path parameters
 */
export function dtoSchema(dto: DtoClass<object>, use: 'request' | 'reply', refs: SchemaRefs, leaveOut: ReadonlySet<string> = new Set()): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const field of describedFields(dto)) {
    if (leaveOut.has(field.property)) continue;
    const name = wireName(field.property);
    const { optional, default: fallback } = optionality(dto, field);
    properties[name] = { ...fieldSchema(dto, field, refs), ...(fallback === undefined || use === 'reply' ? {} : { default: fallback }) };
    if (use === 'reply' ? !optional || field.nullable === true : !optional) required.push(name);
  }
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}), ...(use === 'request' ? { additionalProperties: false } : {}) };
}

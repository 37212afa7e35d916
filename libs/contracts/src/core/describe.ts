import 'reflect-metadata';

/** What the API's document says about a field, beside its validation rules. */
export interface FieldDescription {
  readonly property: string;
  readonly description: string;
  readonly example?: unknown;
  /** The class of a nested DTO, or of an array's items. */
  readonly type?: () => new () => object;
  readonly isArray?: boolean;
  readonly nullable?: boolean;
}

const fieldsKey = Symbol.for('longwave:fields');

/**
 * Describes a field of a DTO for the API's document. Kept apart from any framework, since contracts also run in the
 * browser and in the media plane.
 */
export function Describe(description: string, options: Omit<FieldDescription, 'property' | 'description'> = {}): PropertyDecorator {
  return (target, property) => {
    const own = (Reflect.getOwnMetadata(fieldsKey, target) as FieldDescription[] | undefined) ?? [];
    Reflect.defineMetadata(fieldsKey, [...own, { property: String(property), description, ...options }], target);
  };
}

/** The described fields of a DTO, its parents' first. */
export function describedFields(dto: new () => object): FieldDescription[] {
  const fields: FieldDescription[] = [];
  for (let target: object | null = dto.prototype as object; target; target = Object.getPrototypeOf(target) as object | null) {
    fields.unshift(...((Reflect.getOwnMetadata(fieldsKey, target) as FieldDescription[] | undefined) ?? []));
  }
  return fields;
}

import 'reflect-metadata';
import { Describe, describedFields } from '@longwave/contracts';
import type { DtoClass } from '@longwave/contracts';
import { getMetadataStorage } from 'class-validator';

/**
 * A class with some fields of a DTO, their rules and descriptions: what a client may say of a contract's request. The
 * rest (who asks, with which rights) the gateway sets itself, so a client's own value is an unknown field.
 */
export function pickFields<T extends object, K extends keyof T & string>(dto: DtoClass<T>, fields: readonly K[]): DtoClass<Pick<T, K>> {
  class Picked {}
  const storage = getMetadataStorage();
  for (const rule of storage.getTargetValidationMetadatas(dto, '', false, false)) {
    if ((fields as readonly string[]).includes(rule.propertyName)) storage.addValidationMetadata({ ...rule, target: Picked });
  }
  for (const { property, description, ...options } of describedFields(dto)) {
    if (!(fields as readonly string[]).includes(property)) continue;
    Describe(description, options)(Picked.prototype, property);
    const type: unknown = Reflect.getMetadata('design:type', dto.prototype as object, property);
    Reflect.defineMetadata('design:type', type, Picked.prototype, property);
  }
  return Picked as DtoClass<Pick<T, K>>;
}

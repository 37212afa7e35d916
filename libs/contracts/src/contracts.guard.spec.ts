import { getMetadataStorage, validateSync } from 'class-validator';
import { allEvents, allRpcs, describedFields, type DtoClass, Empty } from './index';

const dtos = [...new Set<DtoClass<object>>([...allRpcs.flatMap(({ request, reply }) => [request, reply]), ...allEvents.map(({ data }) => data)])];
const validated = (dto: DtoClass<object>) => getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false);

describe('the contracts', () => {
  it('have a subject each', () => {
    const subjects = [...allRpcs, ...allEvents].map(({ subject }) => subject);
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(subjects.length).toBeGreaterThan(30);
  });

  it.each(dtos.filter((dto) => dto !== Empty).map((dto) => [dto.name, dto] as const))('describe every field of %s', (_name, dto) => {
    const described = describedFields(dto).map(({ property }) => property);
    expect(described.length).toBeGreaterThan(0);
    for (const { propertyName } of validated(dto)) expect(described).toContain(propertyName);
  });

  it.each(allRpcs.map(({ subject, request }) => [subject, request] as const))('limit the length of every string of %s', (_subject, dto) => {
    for (const [property, rules] of groupByProperty(validated(dto))) {
      const type = Reflect.getMetadata('design:type', dto.prototype as object, property) as unknown;
      if (type !== String) continue;
      const bounded = rules.some(({ name }) => ['isLength', 'maxLength', 'isUuid', 'matches', 'isIn', 'isIso8601'].includes(String(name)));
      expect({ property, bounded }).toEqual({ property, bounded: true });
    }
  });

  it.each(allRpcs.map(({ subject, request }) => [subject, request] as const))('take no id of a channel in %s that no channel can have', (_subject, dto) => {
    if (!describedFields(dto).some(({ property }) => property === 'channelId')) return;
    const problems = (channelId: unknown) => validateSync(Object.assign(new dto(), { channelId })).filter(({ property }) => property === 'channelId').length;
    expect([0, 2 ** 31, 1.5, '1', 2 ** 31 - 1].map(problems)).toEqual([1, 1, 1, 1, 0]);
  });
});

function groupByProperty<T extends { propertyName: string }>(rules: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const rule of rules) groups.set(rule.propertyName, [...(groups.get(rule.propertyName) ?? []), rule]);
  return groups;
}

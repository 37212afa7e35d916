import type { DataSource } from 'typeorm';

/**
 * What would have to change in a migrated schema for it to be what the entities say; empty when both say the same. For a
 * guard test: name every constraint and index in both, or this finds them.
 */
export async function schemaDrift(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

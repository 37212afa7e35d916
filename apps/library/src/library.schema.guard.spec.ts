import { Database, schemaDrift } from '@longwave/persistence';
import { startPostgres } from '@longwave/testing';
import { librarySchema } from './library.schema';

it('has migrations that make what the entities describe', async () => {
  const postgres = await startPostgres();
  const database = new Database(librarySchema, postgres.url);
  try {
    await database.whenReady();
    expect(await schemaDrift(database.dataSource)).toEqual([]);
  } finally {
    await database.onApplicationShutdown();
    await postgres.stop();
  }
});

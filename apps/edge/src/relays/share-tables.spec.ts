import { shareTables } from './share-tables';

function setUp() {
  const clock = { ms: 0 };
  const reads: { resolve: (tables: string[]) => void; reject: (error: Error) => void }[] = [];
  const tables = shareTables(() => new Promise((resolve, reject) => reads.push({ resolve, reject })), () => clock.ms);
  return { clock, reads, tables };
}

it('reads once for all who ask within 1.5 s, also while the read is going on', async () => {
  const { clock, reads, tables } = setUp();
  const early = [tables(), tables()];
  reads[0]!.resolve(['first']);
  clock.ms = 1_499;
  expect(await Promise.all([...early, tables()])).toEqual([['first'], ['first'], ['first']]);
  clock.ms = 1_500;
  const late = tables();
  reads[1]!.resolve(['second']);
  expect(await late).toEqual(['second']);
  expect(reads).toHaveLength(2);
});

it('reads again after a failure, and tells it to those who asked', async () => {
  const { reads, tables } = setUp();
  const asked = [tables(), tables()];
  reads[0]!.reject(new Error('too many open files'));
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const again = tables();
  reads[1]!.resolve(['now']);
  expect(await again).toEqual(['now']);
});

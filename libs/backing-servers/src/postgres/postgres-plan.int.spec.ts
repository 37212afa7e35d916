import { tempFolder } from '@longwave/testing';
import { readdirSync } from 'node:fs';
import { Client } from 'pg';
import { freePort } from '../ports/free-port';
import { launchServer } from '../process/launch-server';
import { postgresPlan } from './postgres-plan';

async function run(options: { folder: string; password: string; owner: string }, sql: string): Promise<unknown[]> {
  const plan = postgresPlan({ ...options, port: await freePort(), durable: false });
  const server = await launchServer(plan);
  const client = new Client({ connectionString: plan.url });
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
    await server.stop();
  }
}

it('lets a new password in, keeping the data, and puts the data of another owner aside', async () => {
  const folder = tempFolder('postgres');
  await run({ folder, password: 'first', owner: 'a' }, 'CREATE TABLE t AS SELECT 7 AS n');
  expect(await run({ folder, password: 'second', owner: 'a' }, 'SELECT n FROM t')).toEqual([{ n: 7 }]);
  await expect(run({ folder, password: 'third', owner: 'b' }, 'SELECT n FROM t')).rejects.toThrow(/does not exist/);
  expect(readdirSync(folder).filter((name) => name.startsWith('cluster.before-'))).toHaveLength(1);
});

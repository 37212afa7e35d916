import { startPostgres, waitFor } from '@longwave/testing';
import { AppError } from '@longwave/contracts';
import { randomUUID } from 'node:crypto';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaDrift } from '../migrations/schema-drift';
import { migrate } from '../migrations/migrate';
import { Database } from './database';
import type { ServiceSchema } from './service-schema';

@Entity({ name: 'note' })
class NoteEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'note_pk' }) id!: number;
  @Column('text') text!: string;
}

class CreateNote1790000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Slow enough for a second replica to come meanwhile; without the lock it would fail at the table that exists.
    await runner.query('SELECT pg_sleep(0.2)');
    await runner.query('CREATE TABLE note (id integer NOT NULL, text text NOT NULL, CONSTRAINT note_pk PRIMARY KEY (id))');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE note');
  }
}

class Broken1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half (id integer)');
    await runner.query('SELECT no_such_function()');
  }
  async down(): Promise<void> {
    await Promise.resolve();
  }
}

function aService(overrides: Partial<ServiceSchema> = {}): ServiceSchema {
  return { schema: `notes_${randomUUID().slice(0, 8)}`, entities: [NoteEntity], migrations: [CreateNote1790000000000], statementTimeoutMs: 1_000, ...overrides };
}

/** A way to the server that can be shut, or fall silent as a machine does that lost its power. */
class Gate {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private isSilent = false;
  port = 0;
  constructor(private readonly target: number) {}

  async open(): Promise<void> {
    this.isSilent = false;
    const server = createServer((client) => {
      const upstream = connect(this.target, '127.0.0.1');
      for (const [from, to] of [[client, upstream], [upstream, client]] as const) {
        this.sockets.add(from);
        from.on('data', (bytes) => this.isSilent || to.write(bytes));
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
      }
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }
  async shut(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
  }
  silence(): void {
    this.isSilent = true;
  }
}

describe('Database', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let gate: Gate;
  const opened: Database[] = [];

  beforeAll(async () => {
    postgres = await startPostgres();
  }, 30_000);
  beforeEach(async () => {
    gate = new Gate(Number(new URL(postgres.url).port));
    await gate.open();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.onApplicationShutdown()));
    await gate.shut();
  });
  afterAll(async () => {
    await postgres.stop();
  });

  function gatedUrl(): string {
    const url = new URL(postgres.url);
    url.hostname = '127.0.0.1';
    url.port = String(gate.port);
    return url.href;
  }
  function open(service: ServiceSchema, url = gatedUrl()): Database {
    const database = new Database(service, url);
    opened.push(database);
    return database;
  }
  const write = (database: Database, id: number) => database.run((manager) => manager.insert(NoteEntity, { id, text: 'x' }));
  const count = (database: Database) => database.run((manager) => manager.count(NoteEntity));
  const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'no failure', (error: unknown) => error);

  it('makes the schema that the entities describe', async () => {
    const database = open(aService());
    await database.whenReady();
    expect(await schemaDrift(database.dataSource)).toEqual([]);
    await write(database, 1);
    expect(await count(database)).toBe(1);
  });

  it('finds a column that no migration made', async () => {
    @Entity({ name: 'note' })
    class Wider {
      @PrimaryColumn('integer', { primaryKeyConstraintName: 'note_pk' }) id!: number;
      @Column('text') text!: string;
      @Column('timestamptz') at!: Date;
    }
    const database = open(aService({ entities: [Wider] }));
    await database.whenReady();
    expect(await schemaDrift(database.dataSource)).toEqual([expect.stringContaining('"at"')]);
  });

  it('lets one of many replicas migrate while the others wait', async () => {
    const service = aService();
    const ran = await Promise.all([1, 2, 3, 4].map(() => migrate(service, postgres.url)));
    expect(ran.flat()).toEqual(['CreateNote1790000000000']);
  });

  it('leaves nothing half done by a migration that fails', async () => {
    const service = aService({ migrations: [Broken1790000000001] });
    await expect(migrate(service, postgres.url)).rejects.toThrow(/no_such_function/);
    await expect(migrate({ ...service, migrations: [CreateNote1790000000000] }, postgres.url)).resolves.toHaveLength(1);
  });

  it('keeps services apart that share a process', async () => {
    const [one, two] = [open(aService()), open(aService())];
    await Promise.all([one.whenReady(), two.whenReady()]);
    await write(one, 7);
    expect(await count(two)).toBe(0);
  });

  it('refuses a schema name that is not one', async () => {
    await expect(migrate(aService({ schema: 'a"; DROP' }), postgres.url)).rejects.toThrow('not a schema name');
  });

  it('answers SERVICE_UNAVAILABLE at once before the server is there, and comes up by itself', async () => {
    await gate.shut();
    const database = open(aService());
    const started = performance.now();
    expect(await failure(count(database))).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(performance.now() - started).toBeLessThan(100);
    await gate.open();
    await database.whenReady();
    expect(await count(database)).toBe(0);
  });

  it('survives the loss of its connections and goes on by itself', async () => {
    const database = open(aService());
    await database.whenReady();
    await Promise.all([1, 2, 3].map((id) => write(database, id)));
    const during = failure(database.transaction((manager) => manager.query('SELECT pg_sleep(0.8)')));
    await gate.shut();
    expect(await during).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await failure(count(database))).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await gate.open();
    await waitFor(async () => (await count(database).catch(() => -1)) === 3, { timeoutMs: 5_000, what: 'the database to answer again' });
  });

  it('gives up in bounded time on a server that says nothing', async () => {
    const database = open(aService());
    await database.whenReady();
    gate.silence();
    const started = performance.now();
    expect(await failure(count(database))).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(performance.now() - started).toBeLessThan(2_500);
    await gate.shut();
    await gate.open();
    await waitFor(async () => (await count(database).catch(() => -1)) === 0, { timeoutMs: 5_000, what: 'the database to answer again' });
  });

  it('ends a statement that takes too long', async () => {
    const database = open(aService());
    await database.whenReady();
    expect(await failure(database.run((manager) => manager.query('SELECT pg_sleep(10)')))).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  it('hands on what is no outage as it is', async () => {
    const database = open(aService());
    await database.whenReady();
    await write(database, 1);
    expect(await failure(write(database, 1))).not.toBeInstanceOf(AppError);
    const own = new AppError('TRACK_NOT_FOUND', 'no such track');
    expect(await failure(database.transaction(() => Promise.reject(own)))).toBe(own);
  });
});

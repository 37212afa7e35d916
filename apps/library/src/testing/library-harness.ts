import { connectNats, EventBus, MediaKv, MessagingModule, natsMicroserviceOptions, ServiceClient } from '@longwave/messaging';
import { DatabaseConfig } from '@longwave/persistence';
import type { INestMicroservice } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { NatsConnection } from '@nats-io/nats-core';
import { Client } from 'pg';
import { LibraryConfig } from '../library.config';
import { LibraryModule } from '../library.module';

/** What a library under test needs around it. */
export interface HarnessOptions {
  nats: { url: string; user: string; password: string };
  databaseUrl: string;
  dataDir: string;
  musicDir?: string | undefined;
  mediaPort: number;
  rescanSeconds?: number;
}

/** A library as it runs in a station, and a client of it with a connection of its own. */
export interface LibraryHarness {
  client: ServiceClient;
  events: EventBus;
  kv: MediaKv;
  stop: () => Promise<void>;
}

/** Starts the library for a test; the servers are the test's own. */
export async function startLibrary(options: HarnessOptions): Promise<LibraryHarness> {
  const address = { ...options.nats, name: 'library' };
  const module = await Test.createTestingModule({ imports: [MessagingModule.forRoot(address), LibraryModule] })
    .overrideProvider(LibraryConfig)
    .useValue(configOf(options))
    .overrideProvider(DatabaseConfig)
    .useValue({ DATABASE_URL: options.databaseUrl })
    .compile();
  const app: INestMicroservice = module.createNestMicroservice({ ...natsMicroserviceOptions(address), logger: false });
  try {
    await app.listen();
  } catch (error) {
    await app.close();
    throw error;
  }
  const connection: NatsConnection = await connectNats({ ...options.nats, name: 'test' });
  return {
    client: new ServiceClient(connection),
    events: new EventBus(connection),
    kv: new MediaKv(connection),
    stop: async () => {
      await app.close();
      await connection.close();
    },
  };
}

/** Takes away all that a library wrote, so that the next test finds a new server. */
export async function emptyDatabase(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('DROP SCHEMA IF EXISTS library CASCADE');
  await client.end();
}

function configOf(options: HarnessOptions): LibraryConfig {
  const config = new LibraryConfig();
  config.DATA_DIR = options.dataDir;
  config.RESCAN_SECONDS = options.rescanSeconds ?? 0;
  config.LIBRARY_MEDIA_PORT = options.mediaPort;
  config.LIBRARY_MEDIA_URL = `http://127.0.0.1:${options.mediaPort}`;
  if (options.musicDir !== undefined) config.MUSIC_DIR = options.musicDir;
  return config;
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Relays to Icecast servers of others. */
export class CreateRelay1790000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE relay (
      relay_id uuid NOT NULL, channel_id integer NOT NULL, name text NOT NULL, target text NOT NULL, address text NOT NULL,
      format text NOT NULL, enabled boolean NOT NULL, created_at timestamptz NOT NULL,
      CONSTRAINT relay_address_key UNIQUE (address), CONSTRAINT relay_pk PRIMARY KEY (relay_id),
      CONSTRAINT relay_channel_fk FOREIGN KEY (channel_id) REFERENCES channel (channel_id) ON DELETE CASCADE)`);
    await runner.query('CREATE INDEX relay_channel_idx ON relay (channel_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE relay');
  }
}

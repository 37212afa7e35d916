import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTokensAndSessions1790100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE live_token (
        token_id uuid NOT NULL,
        channel_id integer NOT NULL,
        dj_name character varying(100) NOT NULL,
        max_streaming_seconds integer NOT NULL,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        CONSTRAINT live_token_pk PRIMARY KEY (token_id)
      )`);
    // No reference to live_token: a session must be written down even when its token came from a database that was lost.
    await runner.query(`
      CREATE TABLE live_session (
        session_id uuid NOT NULL,
        token_id uuid NOT NULL,
        channel_id integer NOT NULL,
        harbor_id character varying(100) NOT NULL,
        dj_name character varying(100) NOT NULL,
        max_ms integer NOT NULL,
        streamed_ms integer NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason character varying(40),
        CONSTRAINT live_session_pk PRIMARY KEY (session_id)
      )`);
    await runner.query('CREATE INDEX live_session_token ON live_session (token_id)');
    await runner.query('CREATE INDEX live_session_channel ON live_session (channel_id, started_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE live_session');
    await runner.query('DROP TABLE live_token');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A threshold of silence, and limits of their own for DJs and for files. One limit that an operator had chosen holds for both. */
export class SilenceOfTiers1790200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE channel ADD COLUMN silence_threshold_dbfs double precision, ADD COLUMN live_silence_limit_ms integer');
    await runner.query(`UPDATE channel SET silence_threshold_dbfs = -50,
      live_silence_limit_ms = CASE silence_limit_ms WHEN 15000 THEN 20000 ELSE silence_limit_ms END,
      silence_limit_ms = CASE silence_limit_ms WHEN 15000 THEN 8000 ELSE silence_limit_ms END`);
    await runner.query('ALTER TABLE channel ALTER COLUMN silence_threshold_dbfs SET NOT NULL, ALTER COLUMN live_silence_limit_ms SET NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE channel DROP COLUMN silence_threshold_dbfs, DROP COLUMN live_silence_limit_ms');
  }
}

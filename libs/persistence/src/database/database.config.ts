import { Matches } from 'class-validator';

/** Where the PostgreSQL server is. */
export class DatabaseConfig {
  @Matches(/^postgres(ql)?:\/\/\S+$/, { message: 'DATABASE_URL must be postgresql://user:password@host:port/database' })
  DATABASE_URL!: string;
}

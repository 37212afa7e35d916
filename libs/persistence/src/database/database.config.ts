import { IsServerUrl } from '@longwave/service';

/** Where the PostgreSQL server is. */
export class DatabaseConfig {
  @IsServerUrl('postgres') DATABASE_URL!: string;
}

import { CoreConfig } from '@longwave/service';
import { IsInt, IsIP, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';

/** Settings of the library. */
export class LibraryConfig extends CoreConfig {
  /** The folder that is imported. Unset, an empty library composes a few minutes of music of its own. */
  @IsOptional() @IsString() @Length(1, 1000) MUSIC_DIR?: string;
  /** Seconds between scans of the music folder; 0 scans once at the start and when told to. */
  @IsInt() @Min(0) @Max(86_400) RESCAN_SECONDS = 60;
  @IsInt() @Min(1) @Max(65_535) LIBRARY_MEDIA_PORT = 8010;
  /** Where the media server listens: loopback, or 0.0.0.0 inside a cluster. */
  @IsIP() LIBRARY_MEDIA_BIND = '127.0.0.1';
  /** The media server as the other services reach it. */
  @Matches(/^https?:\/\/[^\s/?#]+\/?$/, { message: 'LIBRARY_MEDIA_URL must be http://host:port' })
  LIBRARY_MEDIA_URL = 'http://127.0.0.1:8010';
  /** Signs the media server's addresses. Set it where several replicas share a name; unset, each start makes one of its own. */
  @IsOptional() @IsString() @Length(32, 200) MEDIA_SIGNING_SECRET?: string;
}

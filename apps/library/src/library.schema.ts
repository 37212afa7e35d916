import type { ServiceSchema } from '@longwave/persistence';
import { ChannelEntity } from './channels/channel.entity';
import { MusicFileEntity } from './import/music-file.entity';
import { CreateLibrary1790000000000 } from './migrations/1790000000000-create-library';
import { CreateRelay1790000100000 } from './migrations/1790000100000-create-relay';
import { SilenceOfTiers1790200000000 } from './migrations/1790200000000-silence-of-tiers';
import { PlaylistEntity, PlaylistTrackEntity } from './playlists/playlist.entity';
import { RelayEntity } from './relays/relay.entity';
import { TrackEntity } from './tracks/track.entity';

export const librarySchema: ServiceSchema = {
  schema: 'library',
  entities: [ChannelEntity, TrackEntity, MusicFileEntity, PlaylistEntity, PlaylistTrackEntity, RelayEntity],
  migrations: [CreateLibrary1790000000000, CreateRelay1790000100000, SilenceOfTiers1790200000000],
};

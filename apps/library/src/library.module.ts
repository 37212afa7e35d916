import { MediaKv } from '@longwave/messaging';
import { PersistenceModule } from '@longwave/persistence';
import { configProvider } from '@longwave/service';
import { Module } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { ChannelMirror } from './channels/channel-mirror';
import { ChannelRepository } from './channels/channel.repository';
import { ChannelRpcController } from './channels/channel.rpc-controller';
import { ChannelService } from './channels/channel.service';
import { ChannelStarter } from './channels/channel-starter';
import { CoverRpcController } from './covers/cover.rpc-controller';
import { CoverService } from './covers/cover.service';
import { CoverStore } from './covers/cover-store';
import { DemoMusic } from './demo-music/demo-music';
import { FileImporter } from './import/file-importer';
import { ImportRpcController } from './import/import.rpc-controller';
import { MusicFileRepository } from './import/music-file.repository';
import { ScanService } from './import/scan.service';
import type { ScanOptions } from './import/scan.service';
import { TagReader } from './import/tag-reader';
import { LibraryConfig } from './library.config';
import { librarySchema } from './library.schema';
import { MediaFiles } from './media/media-files';
import { MediaServer } from './media/media-server';
import { MusicFolder } from './media/music-folder';
import { MediaUrls } from './media/media-urls';
import { FallbackService } from './playlists/fallback.service';
import { PlaylistNotifier } from './playlists/playlist-notifier';
import { PlaylistRepository } from './playlists/playlist.repository';
import { PlaylistRpcController } from './playlists/playlist.rpc-controller';
import { PlaylistService } from './playlists/playlist.service';
import { RelayMirror } from './relays/relay-mirror';
import { RelayRepository } from './relays/relay.repository';
import { RelayRpcController } from './relays/relay.rpc-controller';
import { RelayService } from './relays/relay.service';
import { RelayStates } from './relays/relay-states';
import { TrackRepository } from './tracks/track.repository';
import { TrackRpcController } from './tracks/track.rpc-controller';
import { TrackService } from './tracks/track.service';

/** The secret that signs media addresses: set, or one of this start's own. */
const MEDIA_SECRET = Symbol('media secret');

const SETTLE_MS = 2_000;

const media = [
  {
    provide: MEDIA_SECRET,
    inject: [LibraryConfig],
    useFactory: ({ MEDIA_SIGNING_SECRET }: LibraryConfig) => MEDIA_SIGNING_SECRET ?? randomBytes(32).toString('hex'),
  },
  {
    provide: MediaUrls,
    inject: [LibraryConfig, MEDIA_SECRET],
    useFactory: ({ LIBRARY_MEDIA_URL }: LibraryConfig, secret: string) => new MediaUrls(LIBRARY_MEDIA_URL, secret, Date.now),
  },
  {
    provide: MediaServer,
    inject: [MediaFiles, LibraryConfig, MEDIA_SECRET],
    useFactory: (files: MediaFiles, config: LibraryConfig, secret: string) =>
      new MediaServer(files, { port: config.LIBRARY_MEDIA_PORT, host: config.LIBRARY_MEDIA_BIND, secret, nowMs: Date.now }),
  },
  {
    provide: CoverStore,
    inject: [LibraryConfig],
    useFactory: ({ DATA_DIR }: LibraryConfig) => new CoverStore(path.resolve(DATA_DIR, 'library', 'covers')),
  },
];

const imports = [
  { provide: TagReader, useFactory: () => new TagReader() },
  { provide: DemoMusic, inject: [LibraryConfig], useFactory: ({ DATA_DIR }: LibraryConfig) => new DemoMusic(path.resolve(DATA_DIR, 'demo-music')) },
  {
    provide: MusicFolder,
    inject: [LibraryConfig, DemoMusic],
    useFactory: ({ MUSIC_DIR }: LibraryConfig, demo: DemoMusic) => new MusicFolder(MUSIC_DIR === undefined ? demo.folder : path.resolve(MUSIC_DIR)),
  },
  {
    provide: ScanService,
    inject: [LibraryConfig, MusicFolder, MusicFileRepository, TrackRepository, FileImporter, PlaylistNotifier, TagReader, DemoMusic],
    useFactory: (
      config: LibraryConfig, folder: MusicFolder, files: MusicFileRepository, tracks: TrackRepository, importer: FileImporter, notifier: PlaylistNotifier, tags: TagReader, demo: DemoMusic,
    ) => new ScanService(files, tracks, importer, notifier, tags, scanOptions(config, folder, demo)),
  },
];

function scanOptions({ MUSIC_DIR, RESCAN_SECONDS }: LibraryConfig, { root }: MusicFolder, demo: DemoMusic): ScanOptions {
  const isDemo = MUSIC_DIR === undefined;
  return {
    root,
    rescanMs: RESCAN_SECONDS * 1_000,
    // Our own files appear whole.
    settleMs: isDemo ? 0 : SETTLE_MS,
    // On a small machine the sound needs the other half.
    concurrency: availableParallelism() >= 4 ? 2 : 1,
    prepare: (scanNow) => (isDemo ? demo.start(scanNow) : Promise.resolve()),
  };
}

@Module({
  imports: [PersistenceModule.forService(librarySchema)],
  controllers: [ChannelRpcController, TrackRpcController, PlaylistRpcController, ImportRpcController, CoverRpcController, RelayRpcController],
  providers: [
    configProvider(LibraryConfig),
    ...media,
    ...imports,
    ChannelMirror, ChannelRepository, ChannelService, ChannelStarter,
    CoverService, FallbackService, FileImporter, MediaFiles, MusicFileRepository,
    PlaylistNotifier, PlaylistRepository, PlaylistService, RelayMirror, RelayRepository, RelayService,
    { provide: RelayStates, useFactory: (kv: MediaKv) => new RelayStates(kv, () => performance.now()), inject: [MediaKv] },
    TrackRepository, TrackService,
  ],
})
export class LibraryModule {}

import { libraryContract } from '@longwave/contracts';
import { contractHandledBy } from '@longwave/messaging';
import { ChannelRpcController } from './channels/channel.rpc-controller';
import { CoverRpcController } from './covers/cover.rpc-controller';
import { ImportRpcController } from './import/import.rpc-controller';
import { PlaylistRpcController } from './playlists/playlist.rpc-controller';
import { RelayRpcController } from './relays/relay.rpc-controller';
import { TrackRpcController } from './tracks/track.rpc-controller';

it('answers each call of its contract once', () => {
  const controllers = [ChannelRpcController, TrackRpcController, PlaylistRpcController, ImportRpcController, CoverRpcController, RelayRpcController];
  const methods = controllers.flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype).map((name) => Reflect.get(prototype, name) as object));
  const answered = methods.map((method) => contractHandledBy(method)?.subject).filter((subject) => subject !== undefined);
  const calls = Object.values(libraryContract).filter(({ kind }) => kind === 'rpc').map(({ subject }) => subject);
  expect(answered.sort()).toEqual(calls.sort());
});

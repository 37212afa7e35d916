import { livestreamAuthContract } from '@longwave/contracts';
import { contractHandledBy } from '@longwave/messaging';
import { LivestreamAuthRpcController } from './livestream-auth.rpc-controller';

it('answers every call of its contract, and no other', () => {
  const handled = Object.getOwnPropertyNames(LivestreamAuthRpcController.prototype).map((name) => contractHandledBy(LivestreamAuthRpcController.prototype[name as 'checkToken'])?.subject);
  const declared = Object.values(livestreamAuthContract).map(({ subject }) => subject);
  expect(handled.filter((subject) => subject !== undefined).sort()).toEqual(declared.sort());
});

import { harborContract } from '@longwave/contracts';
import { contractHandledBy } from '@longwave/messaging';
import { HarborRpcController } from './session/harbor.rpc-controller';

it('answers every call of its contract, and no other', () => {
  const handled = Object.getOwnPropertyNames(HarborRpcController.prototype).map((name) => contractHandledBy(HarborRpcController.prototype[name as 'attach'])?.subject);
  const declared = Object.values(harborContract).filter(({ kind }) => kind === 'rpc').map(({ subject }) => subject);
  expect(handled.filter((subject) => subject !== undefined).sort()).toEqual(declared.sort());
});

import { type EventContract, type RpcContract, eventWildcard } from './core/contract';
import { edgeContract } from './edge/edge.contract';
import { harborContract } from './harbor/harbor.contract';
import { libraryContract } from './library/library.contract';
import { livestreamAuthContract } from './livestream-auth/livestream-auth.contract';
import { mixerContract } from './mixer/mixer.contract';
import { queueContract } from './queue/queue.contract';

const groups = [edgeContract, harborContract, libraryContract, livestreamAuthContract, mixerContract, queueContract];

type AnyContract = RpcContract<object, object> | EventContract<object>;
const everything = groups.flatMap((group) => Object.values(group) as unknown as AnyContract[]);

/** Every call there is: for guards, permissions and documents. */
export const allRpcs = everything.filter((contract) => contract.kind === 'rpc');
/** Every event there is. */
export const allEvents = everything.filter((contract) => contract.kind === 'event');

/** What the NATS user `bot` may do: subjects of the calls that change nothing, and of the events that are for everybody. */
export const botRights = {
  botCalls: allRpcs.filter(({ readOnly }) => readOnly).map(({ subject }) => subject),
  botEvents: allEvents.filter(({ bots }) => bots).map(eventWildcard),
} as const;

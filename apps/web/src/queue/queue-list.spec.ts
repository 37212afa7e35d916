import { QueryClient } from '@tanstack/react-query';
import type { QueueList } from '../api/types';
import { askForQueue, newestList, queueEvents, queueKey } from './queue-list';

const aList = (rev: number, total = 0): QueueList => ({ channel_id: 1, rev, items: [], total });

describe('which list stands', () => {
  it.each([
    ['the only one', undefined, 3, 0, 3],
    ['the newer one', 3, 4, 3, 4],
    ['not an older one', 4, 3, 3, 4],
    ['what came last of the same', 4, 4, 4, 4],
    ['that of a queue which lost its count', 9, 1, 5, 1],
  ])('%s', (_what, known, told, atLeast, expected) => {
    const list = aList(told, 7);
    const stands = newestList(known === undefined ? undefined : aList(known), list, atLeast);
    expect([stands.rev, stands === list]).toEqual([expected, told === expected]);
  });
});

describe('what is shown of a queue', () => {
  let client: QueryClient;
  let answer: (list: QueueList) => void;
  let tell: (event: QueueList) => void;
  beforeEach(() => {
    client = new QueryClient();
    tell = queueEvents(client, 1);
  });
  afterEach(() => client.clear());
  const shown = () => client.getQueryData<QueueList>(queueKey(1))?.rev;
  const ask = () => client.fetchQuery({ queryKey: queueKey(1), staleTime: 0, queryFn: () => askForQueue(client, 1, () => new Promise((resolve) => (answer = resolve))) });

  it.each([
    ['before there was a list', undefined],
    ['after there was one', 5],
  ])('keeps an event that came while an older answer was on its way, %s', async (_when, before) => {
    if (before !== undefined) tell(aList(before));
    const asked = ask();
    tell(aList(7));
    answer(aList(6));
    await asked;
    expect(shown()).toBe(7);
  });

  it('takes an answer that is newer than the event', async () => {
    const asked = ask();
    tell(aList(6));
    answer(aList(7));
    await asked;
    tell(aList(6));
    expect(shown()).toBe(7);
    tell(aList(8));
    expect(shown()).toBe(8);
  });

  it('begins anew with a queue that lost its count', async () => {
    tell(aList(9));
    tell(aList(0));
    expect(shown()).toBe(0);
    tell(aList(9));
    const asked = ask();
    answer(aList(0));
    await asked;
    expect(shown()).toBe(0);
  });

  it('is not mixed with that of another channel', () => {
    tell(aList(9));
    queueEvents(client, 2)({ ...aList(1), channel_id: 2 });
    expect([shown(), client.getQueryData<QueueList>(queueKey(2))?.rev]).toEqual([9, 1]);
  });
});

import type { ListenerSession } from '@longwave/contracts';
import { LineCap } from './line-cap';
import { listenerNetwork } from './listener-network';
import { SessionLog } from './session-log';

const aSession = (n: number) => ({ sessionId: String(n) }) as ListenerSession;

describe('SessionLog', () => {
  it('gathers a second, and tells in order', () => {
    const log = new SessionLog();
    log.note(1, aSession(1), 1_000);
    log.note(1, aSession(2), 1_900);
    expect(log.next(1_999)).toBeUndefined();
    expect(log.next(2_000)).toEqual({ channelId: 1, sessions: [aSession(1), aSession(2)] });
    expect([log.next(9_000), log.size]).toEqual([undefined, 0]);
  });

  it('tells a hundred at once without waiting, and lets no channel wait for a crowd on another', () => {
    const log = new SessionLog();
    for (let i = 0; i < 250; i++) log.note(1, aSession(i), 0);
    log.note(2, aSession(9), 0);
    const told = Array.from({ length: 5 }, () => log.next(1_000)).map((next) => [next?.channelId, next?.sessions.length]);
    expect(told).toEqual([[1, 100], [2, 1], [1, 100], [1, 50], [undefined, undefined]]);
  });

  it('loses what passes 20,000, and counts it', () => {
    const log = new SessionLog();
    for (let i = 0; i < 20_003; i++) log.note(1, aSession(i), 0);
    expect([log.size, log.lost]).toEqual([20_000, 3]);
  });
});

it.each([
  ['203.0.113.77', '203.0.113.0/24'], ['::ffff:203.0.113.77', '203.0.113.0/24'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'], ['2001:db8::1', '2001:db8:0::/48'], ['', ''], ['unknown', ''],
])('the network of %j is %j', (address, network) => {
  expect(listenerNetwork(address)).toBe(network);
});

it('LineCap lets so many lines through in a second, and tells how many it did not', () => {
  const cap = new LineCap(2);
  expect([0, 100, 200, 999, 1_000, 1_001, 1_002].map((ms) => cap.take(ms))).toEqual([0, 0, undefined, undefined, 2, 0, undefined]);
});

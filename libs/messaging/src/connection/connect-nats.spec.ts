import { kvReplicas } from './connect-nats';

describe('kvReplicas', () => {
  it.each([
    ['nats://a:4222', 1],
    ['nats://a:4222,nats://b:4222', 1],
    ['nats://a:4222,nats://b:4222,nats://c:4222', 3],
    ['nats://a,nats://b,nats://c,nats://d,nats://e', 3],
  ])('of %s is %d', (url, expected) => {
    expect(kvReplicas({ url })).toBe(expected);
  });

  it('is what was set, where it was', () => {
    expect(kvReplicas({ url: 'nats://one-name-for-all:4222', kvReplicas: 3 })).toBe(3);
    expect(kvReplicas({ url: 'nats://a,nats://b,nats://c', kvReplicas: 1 })).toBe(1);
  });
});

import { fittingInReply } from './reply-size';

it('leaves a usual list as it is', () => {
  const items = Array.from({ length: 100 }, (_, index) => ({ name: `Song ${index}` }));
  expect(fittingInReply(items)).toEqual(items);
});

it('never grows beyond what an rpc carries, counted in bytes', () => {
  const items = Array.from({ length: 200 }, () => ({ path: '音'.repeat(1_000) }));
  const fitting = fittingInReply(items);
  expect(fitting.length).toBeGreaterThan(50);
  expect(Buffer.byteLength(JSON.stringify(fitting))).toBeLessThan(256 * 1024);
});

import { PacketStore } from './packet-store';

const filled = (seconds: number) => {
  const store = new PacketStore();
  for (let sample = 0; sample < seconds * 48_000; sample += 4_800) store.add(sample, sample + 4_800, Uint8Array.of(sample / 4_800));
  return store;
};

it('begins with the message that holds the sample', () => {
  expect(filled(2).since(48_000 + 1).map(([first]) => first)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  expect(filled(2).since(91_200).map(([first]) => first)).toEqual([19]);
});

it('gives nothing for what is not there yet', () => {
  expect(filled(2).since(96_000)).toEqual([]);
  expect(new PacketStore().since(0)).toEqual([]);
});

it('keeps ten seconds, however long it runs', () => {
  expect(filled(1_000).since(0)).toHaveLength(100);
});

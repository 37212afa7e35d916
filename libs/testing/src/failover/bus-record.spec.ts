import { encodeFrameMessage } from '@longwave/contracts';
import type { NatsConnection } from '@nats-io/nats-core';
import { BusRecord } from './bus-record';

type Deliver = (error: null, message: { data: Uint8Array }) => void;

/** A record, and what puts messages of 100 ms on its bus. */
function aRecord(): { bus: BusRecord; send: (epoch: number, firstSample: number, fill?: number) => Uint8Array } {
  let deliver: Deliver = () => undefined;
  const connection = { subscribe: (_subject: string, { callback }: { callback: Deliver }) => (deliver = callback) } as unknown as NatsConnection;
  const bus = new BusRecord(connection, 1);
  return {
    bus,
    send(epoch, firstSample, fill = epoch) {
      const packet = Uint8Array.of(0xfc, fill, firstSample / 960);
      const packets = [packet, ...Array.from({ length: 4 }, (_, i) => Uint8Array.of(0xfc, fill, i + firstSample / 960 + 1))];
      deliver(null, { data: encodeFrameMessage({ timelineId: '00000000-0000-4000-8000-000000000000', epoch, firstSample, startsClean: false, packets }) });
      return packet;
    },
  };
}

it('tells a takeover with what lies between the epochs', () => {
  const { bus, send } = aRecord();
  send(3, 0);
  send(3, 4_800);
  send(5, 4_800);
  send(5, 9_600);
  expect(bus.takeovers()).toMatchObject([{ fromEpoch: 3, epoch: 5, oldEndSample: 9_600, firstSample: 4_800 }]);
  expect(bus.stragglers()).toEqual([]);
});

it('tells frames of an owner that did not notice that it is none', () => {
  const { bus, send } = aRecord();
  send(3, 0);
  send(5, 4_800);
  send(3, 4_800);
  expect(bus.stragglers()).toMatchObject([{ epoch: 3, firstSample: 4_800 }]);
  expect(bus.takeovers()).toHaveLength(1);
});

it('knows each packet that any epoch sent for a sample, and no other', () => {
  const { bus, send } = aRecord();
  const [old, again] = [send(3, 4_800), send(5, 4_800)];
  expect([old, again].map((packet) => bus.hasSent(packet, 4_800))).toEqual([true, true]);
  expect(bus.hasSent(old, 9_600)).toBe(false);
  expect(bus.samplesOf(old)).toEqual([4_800]);
  expect(bus.samplesOf(Uint8Array.of(0xfc))).toEqual([]);
});

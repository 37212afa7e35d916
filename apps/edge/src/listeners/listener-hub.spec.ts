import { EventEmitter } from 'node:events';
import type { EdgeChannel } from '../channel/edge-channel';
import { EndlessStream } from '../mux/endless-stream';
import { TitleLog } from '../titles/title-log';
import type { ListenerSocket } from './listener';
import { ListenerHub } from './listener-hub';

class FakeSocket extends EventEmitter implements ListenerSocket {
  writes: Uint8Array[] = [];
  writableLength = 0;
  destroyed = false;
  write(bytes: Uint8Array): boolean {
    this.writes.push(bytes);
    return true;
  }
  end(): void {
    this.destroy();
  }
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }
  get bytes(): number {
    return this.writes.reduce((sum, bytes) => sum + bytes.length, 0);
  }
}

const PACKET = Uint8Array.of(0xfc, 1, 2, 3);

function open(playedSeconds: number) {
  const stream = new EndlessStream({ serial: 1, title: 'Radio' });
  const channel = { endless: stream, mp3: stream, timeline: { nextPosition: 0 }, titles: new TitleLog({ title: 'x' }) } as unknown as EdgeChannel;
  const changes: string[] = [];
  const hub = new ListenerHub((_listener, change) => changes.push(change));
  let position = 0;
  let nowMs = 0;
  const pass = (tenths: number): void => {
    for (let i = 0; i < tenths; i++) {
      stream.push({ position, packets: Array.from({ length: 5 }, () => PACKET) });
      position += 4_800;
      channel.timeline.nextPosition = position;
      hub.tick((nowMs += 100));
    }
  };
  pass(playedSeconds * 10);
  const come = (options: { burstSeconds?: number; id?: string; metaint?: number } = {}) => {
    const socket = new FakeSocket();
    const listener = hub.add({ socket, channel, flavour: 'endless', burstSeconds: 4, ...options }, nowMs);
    return { socket, listener };
  };
  return { hub, stream, changes, pass, come };
}

describe('ListenerHub', () => {
  it('sends the burst at once and then a second of sound once a second, the same bytes to all of a group', () => {
    const { come, pass } = open(10);
    const listeners = Array.from({ length: 40 }, () => come());
    for (const { socket, listener } of listeners) {
      expect(socket.writes).toHaveLength(2);
      expect(listener.firstPosition).toBe(6 * 48_000);
    }
    pass(20);
    for (const { socket } of listeners) socket.writes = [];
    pass(30);
    for (const { socket } of listeners) expect(socket.writes).toHaveLength(3);
    expect(new Set(listeners.flatMap(({ socket }) => socket.writes)).size).toBe(30);
  });

  it('writes to who has a burst once a second from the start', () => {
    const { come, pass } = open(10);
    const { socket } = come();
    pass(10);
    // Headers, burst and one second.
    expect(socket.writes).toHaveLength(3);
  });

  it('spreads the writes over ten turns', () => {
    const { come, pass } = open(10);
    const listeners = Array.from({ length: 100 }, () => come());
    pass(20);
    for (let turn = 0; turn < 10; turn++) {
      for (const { socket } of listeners) socket.writes = [];
      pass(1);
      expect(listeners.filter(({ socket }) => socket.writes.length > 0)).toHaveLength(10);
    }
  });

  it('loses and repeats nothing for anybody, and leaves nobody out after a stall', () => {
    const { come, pass, stream, hub } = open(10);
    const { socket } = come();
    const start = stream.endIndex;
    pass(3);
    hub.tick(60_000);
    pass(17);
    const all = Buffer.concat(socket.writes);
    const expected = Buffer.concat([stream.prefixAt(start - 40), stream.bytesFrom(start - 40)]);
    expect(expected.subarray(0, all.length).equals(all)).toBe(true);
    expect(expected.length - all.length).toBeLessThan(10 * 60);
  });

  it('writes to a monitor every 100 ms, from the newest on', () => {
    const { come, pass } = open(10);
    const { socket, listener } = come({ burstSeconds: 0 });
    expect(socket.writes).toHaveLength(0);
    pass(1);
    expect(listener.firstPosition).toBe(10 * 48_000);
    socket.writes = [];
    pass(20);
    expect(socket.writes).toHaveLength(20);
  });

  it('serves who came before the first sound', () => {
    const { come, pass } = open(0);
    const { socket, listener } = come();
    pass(1);
    expect(listener.firstPosition).toBe(0);
    expect(socket.writes.length).toBe(2);
  });

  it('forgets who left, and knows the latest of those with one id', () => {
    const { come, hub, changes } = open(1);
    const id = '018f3c1e-5b7a-7c3e-9a0e-0f6f3f2a1b4c';
    const [first, second] = [come({ id }), come({ id })];
    expect(hub.byId(id)).toBe(second.listener);
    first.socket.destroy();
    expect(hub.byId(id)).toBe(second.listener);
    second.socket.destroy();
    expect([hub.byId(id), hub.size, [...hub].length]).toEqual([undefined, 0, 0]);
    expect(changes).toEqual(['came', 'came', 'left', 'left']);
  });

  it('drops at once who lets megabytes pile up in this process', () => {
    const { come, pass, hub } = open(5);
    const { socket } = come();
    socket.writableLength = 9e6;
    pass(10);
    expect([socket.destroyed, hub.size]).toEqual([true, 0]);
  });

  it('sends who is let go what there is, and nothing after its end', () => {
    const { come, pass } = open(10);
    const { socket, listener } = come();
    pass(3);
    // A socket that has said goodbye stays until the other side has too.
    socket.end = () => undefined;
    socket.writes = [];
    listener.end('server-ended');
    const { bytesSent } = listener;
    expect(socket.writes.length).toBeLessThanOrEqual(1);
    const written = socket.writes.length;
    pass(20);
    expect([socket.writes.length, listener.bytesSent, listener.endReason]).toEqual([written, bytesSent, 'server-ended']);
    listener.drop('too-slow');
    expect([socket.destroyed, listener.endReason]).toEqual([true, 'server-ended']);
  });

  it('counts writes that went out after their turn', () => {
    const { come, pass, hub } = open(10);
    for (let i = 0; i < 20; i++) come();
    pass(20);
    expect(hub.lateWrites).toBe(0);
    // Two turns of two listeners each passed in between.
    hub.tick(12_300);
    expect(hub.lateWrites).toBe(4);
  });

  it('says goodbye to everybody', async () => {
    const { come, hub } = open(5);
    const { socket } = come();
    await hub.closeAll();
    expect([socket.destroyed, hub.size]).toEqual([true, 0]);
  });
});

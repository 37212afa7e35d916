import { EventClient, STUCK_AFTER_MS } from './event-client';

/** A socket that takes `room` writes and then none until drained. */
class Sink {
  written: string[] = [];
  room = Number.POSITIVE_INFINITY;
  private listeners: (() => void)[] = [];
  write(text: string): boolean {
    this.written.push(text);
    this.room -= 1;
    return this.room > 0;
  }
  once(_event: 'drain', listener: () => void): void {
    this.listeners.push(listener);
  }
  drain(room: number): void {
    this.room = room;
    for (const listener of this.listeners.splice(0)) listener();
  }
  end(): void {
    this.written.push('end');
  }
  destroy(): void {
    this.written.push('destroy');
  }
}

describe('EventClient', () => {
  it('writes nothing after the end, neither what waited nor what comes', () => {
    const sink = new Sink();
    sink.room = 1;
    const client = new EventClient(sink);
    client.send('queue', 'q1');
    client.send('queue', 'q2');
    client.end();
    client.send('listeners', 'l1');
    sink.drain(9);
    client.beat();
    expect(sink.written).toEqual(['q1', 'end']);
  });

  it('passes events on while they are taken', () => {
    const sink = new Sink();
    const client = new EventClient(sink);
    client.send('queue', 'q1');
    client.send('queue', 'q2');
    expect(sink.written).toEqual(['q1', 'q2']);
  });

  it('keeps only the newest of a kind for one that does not read, and no more than one each', () => {
    const sink = new Sink();
    sink.room = 1;
    const client = new EventClient(sink);
    client.send('queue', 'q0');
    for (let i = 1; i <= 1000; i += 1) {
      client.send('queue', `q${i}`);
      client.send('now_playing', `n${i}`);
      client.send('listeners', `l${i}`);
      client.beat();
    }
    expect(sink.written).toEqual(['q0']);
    expect(client.waitingCount).toBe(3);
    sink.drain(2);
    expect(sink.written).toEqual(['q0', 'q1000', 'n1000']);
    sink.drain(5);
    expect(sink.written).toEqual(['q0', 'q1000', 'n1000', 'l1000']);
  });

  it('is stuck once it has taken nothing for long', () => {
    let now = 0;
    const sink = new Sink();
    sink.room = 1;
    const client = new EventClient(sink, () => now);
    expect(client.isStuck()).toBe(false);
    client.send('queue', 'q');
    now = STUCK_AFTER_MS;
    expect(client.isStuck()).toBe(false);
    now += 1;
    expect(client.isStuck()).toBe(true);
    sink.drain(5);
    expect(client.isStuck()).toBe(false);
  });
});

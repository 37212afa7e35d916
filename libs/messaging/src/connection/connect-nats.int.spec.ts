import { type TestNats, freePort, startNats, waitFor } from '@longwave/testing';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connectNats, natsProblem } from './connect-nats';

let nats: TestNats;
beforeAll(async () => {
  nats = await startNats();
});
afterAll(() => nats.stop());

const right = () => ({ url: nats.url, user: nats.user, password: nats.password, name: 'test' });

describe('natsProblem', () => {
  it('is none where one of the servers lets the user in', async () => {
    expect(await natsProblem(right())).toBeUndefined();
    expect(await natsProblem({ ...right(), url: `nats://127.0.0.1:${await freePort()},${nats.url}` })).toBeUndefined();
  });

  it('is a refusal where the password is wrong, there is no such user, or none was given', async () => {
    const wrong = { kind: 'refused', text: `NATS at ${nats.url} refuses this user or password: mend NATS_USER and NATS_PASSWORD.` };
    expect(await natsProblem({ ...right(), password: 'hunter2' })).toEqual(wrong);
    expect(await natsProblem({ ...right(), user: 'nobody' })).toEqual(wrong);
    expect(await natsProblem({ url: nats.url, name: 'test' })).toMatchObject({ kind: 'refused', text: expect.stringContaining('wants a user and password: set NATS_USER') });
    // Also beside one that is away: to wait for that one would not help.
    expect(await natsProblem({ ...right(), url: `nats://127.0.0.1:${await freePort()},${nats.url}`, password: 'hunter2' })).toEqual(wrong);
  });

  it('tells why a server cannot be reached', async () => {
    const nobody = `nats://127.0.0.1:${await freePort()}`;
    expect(await natsProblem({ ...right(), url: nobody })).toEqual({ kind: 'unreachable', text: `NATS at ${nobody} cannot be reached (ECONNREFUSED): start that server, or mend NATS_URL.` });
    // Names below .invalid never exist; whether the resolver says so or does not answer is its own affair.
    expect(await natsProblem({ ...right(), url: 'nats://typo.invalid:4222' })).toMatchObject({ kind: 'unreachable', text: expect.stringContaining('nats://typo.invalid:4222') });
  });

  it.each([
    ['says nothing', undefined, 'it does not answer'],
    ['says something else', 'SSH-2.0-OpenSSH_9.2\r\n', 'unexpected response from server'],
  ])('tells of a program that is no NATS and %s', async (_what, greeting, reason) => {
    const sockets: Socket[] = [];
    const other: Server = createServer((socket) => {
      sockets.push(socket);
      if (greeting !== undefined) socket.write(greeting);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const url = `nats://127.0.0.1:${(other.address() as AddressInfo).port}`;
      expect(await natsProblem({ ...right(), url })).toMatchObject({ kind: 'unreachable', text: expect.stringContaining(`(${reason})`) });
    } finally {
      // The client leaves its end open when nothing was said.
      for (const socket of sockets) socket.destroy();
      other.close();
    }
  });
});

describe('connectNats', () => {
  it('says why it waits, and connects all the same once the server is there', async () => {
    await nats.kill9();
    const told: string[] = [];
    const connecting = connectNats(right(), (problem) => told.push(problem));
    await waitFor(() => told.length === 1, { timeoutMs: 10_000, what: 'the reason' });
    expect(told).toEqual([expect.stringContaining('ECONNREFUSED')]);
    await nats.restart();
    await (await connecting).close();
  });
});

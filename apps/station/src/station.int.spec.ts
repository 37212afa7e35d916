import { connectNats } from '@longwave/messaging';
import { type StationOptions, type TestStation, freePort, startNats, startStation, tempFolder } from '@longwave/testing';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { identify } from './children/process-identity';

jest.setTimeout(120_000);

const stations: TestStation[] = [];
async function started(options: StationOptions): Promise<TestStation> {
  const station = await startStation(options);
  stations.push(station);
  return station;
}

afterEach(async () => {
  for (const station of stations.splice(0)) await station.stop();
});

const isRunning = (pid: number | undefined): boolean => pid !== undefined && identify(pid) !== undefined;

/** Processes whose command line names a folder: a station's servers do. */
function processesOf(folder: string): string[] {
  const commands = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => {
    const file = `/proc/${pid}/cmdline`;
    return existsSync(file) ? `${pid} ${readFileSync(file, 'utf8').replaceAll('\0', ' ')}` : '';
  });
  return commands.filter((command) => command.includes(folder));
}

async function canUseNats({ nats }: TestStation): Promise<boolean> {
  const connection = await connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'test' });
  await connection.flush();
  await connection.close();
  return true;
}

describe('a station', () => {
  it('starts a server again that was killed, on the same port with the same credentials, and ends all that it started', async () => {
    const station = await started({ until: 'processes' });
    const before = station.pids();
    await canUseNats(station);
    const killed = station.kill9('nats');
    await station.newPid('nats', killed, 2_000);
    await canUseNats(station);
    expect(station.output).toMatch(/nats ended \(killed by SIGKILL\), starts again at once/);
    expect(statSync(path.join(station.dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    const all = [...Object.values(before), ...Object.values(station.pids())];
    expect(await station.stop()).toBe(0);
    expect(all.filter(isRunning)).toEqual([]);
    expect(station.pids()).toEqual({});
  });

  it('refuses a second one on the same folder in one line', async () => {
    const station = await started({ until: 'processes' });
    const second = await started({ until: 'started', folder: station.folder });
    expect(await second.ended()).toBe(1);
    expect(second.output).toBe(`Longwave already runs here (pid ${station.process.pid}): one station for a data folder. For a second one set DATA_DIR and the ports.\n`);
    expect(isRunning(station.pids().nats)).toBe(true);
  });

  it('leaves nothing running when it was killed and started again', async () => {
    const station = await started({ until: 'processes' });
    const left = Object.values(station.pids());
    await station.kill9Station();
    const next = await started({ until: 'processes', folder: station.folder, ports: station.ports });
    expect(left.filter(isRunning)).toEqual([]);
    expect(Object.values(next.pids()).filter(isRunning)).toHaveLength(7);
    await canUseNats(next);
    await next.stop();
    expect(processesOf(station.folder)).toEqual([]);
  });
});

describe('what it cannot work with, told in one line', () => {
  it('a port that is taken, by whom, and the setting', async () => {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
    const station = await started({ until: 'started', env: { EDGE_PORT: String(port) } });
    expect(await station.ended()).toBe(1);
    expect(station.output).toBe(`Longwave needs port ${port}, which is taken by ${readFileSync('/proc/self/comm', 'utf8').trim()} (pid ${process.pid}): end that, or set EDGE_PORT to a free port.\n`);
    server.close();
  });

  it('two settings with one port', async () => {
    const ports = { gateway: await freePort(), edge: await freePort(), harbor: await freePort() };
    const station = await started({ until: 'started', ports, env: { LIBRARY_MEDIA_PORT: String(ports.edge) } });
    expect(await station.ended()).toBe(1);
    expect(station.output).toBe(`EDGE_PORT and LIBRARY_MEDIA_PORT are the same port, ${ports.edge}.\n`);
  });

  it('wrong settings, all at once and without a value', async () => {
    const station = await started({ until: 'started', env: { EDGE_PORT: 'hunter2', JWT_SECRET: 'hunter3', LOG_LEVEL: 'hunter4' } });
    expect(await station.ended()).toBe(78);
    for (const name of ['EDGE_PORT', 'JWT_SECRET', 'LOG_LEVEL']) expect(station.output).toMatch(new RegExp(`^setting refused: .*${name}.*$`, 'm'));
    expect(station.output).not.toMatch(/hunter|at .*\.js/);
    expect(station.output.trim().split('\n')).toHaveLength(3);
  });

  it('an address that its client could not read, without the password in it', async () => {
    const station = await started({ until: 'started', env: { REDIS_URL: 'redis://:hunter2#@127.0.0.1:6379' } });
    expect(await station.ended()).toBe(78);
    expect(station.output).toMatch(/^setting refused: REDIS_URL must be redis:.*\n$/);
    expect(station.output).not.toContain('hunter2');
  });

  it('a NATS server of the operator that does not let it in', async () => {
    const nats = await startNats();
    const station = await started({ until: 'started', env: { NATS_URL: nats.url, NATS_USER: nats.user, NATS_PASSWORD: 'hunter2' } });
    expect(await station.ended()).toBe(78);
    expect(station.output).toBe(`NATS at ${nats.url} refuses this user or password: mend NATS_USER and NATS_PASSWORD.\n`);
    await nats.stop();
  });

  it('a data folder that is none', async () => {
    const folder = tempFolder('data');
    writeFileSync(path.join(folder, 'data'), '');
    const station = await started({ until: 'started', folder });
    expect(await station.ended()).toBe(1);
    expect(station.output).toMatch(/^Longwave cannot use its data folder .*data: it is a file\. Set DATA_DIR .*\n$/);
  });

  it('a damaged file of its own', async () => {
    const folder = tempFolder('data');
    mkdirSync(path.join(folder, 'data'));
    writeFileSync(path.join(folder, 'data/secrets.json'), '{"jwtSecret": "abc');
    const station = await started({ until: 'started', folder });
    expect(await station.ended()).toBe(1);
    expect(station.output).toMatch(/^.*secrets\.json is damaged: .*\n$/);
    expect(readFileSync(path.join(folder, 'data/secrets.json'), 'utf8')).toBe('{"jwtSecret": "abc');
  });
});

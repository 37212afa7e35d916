import { findProgram, runProgram } from '@longwave/backing-servers';
import { tempFolder } from '@longwave/testing';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const dockerfile = text('deploy/Dockerfile');
const targets = [...text('compose.yaml').matchAll(/target: ([\w-]+)/g)].map(([, name = '']) => name);

describe('the images', () => {
  it.each([...targets, 'station'])('has a target %s', (target) => {
    expect(dockerfile).toMatch(new RegExp(`^FROM \\S+ AS ${target}$`, 'm'));
  });

  it('has a health check for each app, which knows it', () => {
    const checked = [...dockerfile.matchAll(/healthcheck\.mjs", "([\w-]+)"/g)].map(([, name = '']) => name);
    expect(checked.sort()).toEqual([...targets.filter((name) => name !== 'secrets'), 'station'].sort());
    for (const name of checked) expect(text('deploy/healthcheck.mjs')).toMatch(new RegExp(`^  '?${name}'?: `, 'm'));
  });

  it('gets every source file: nothing that is left out of the build bears the name of one of our folders', () => {
    const ignored = text('deploy/Dockerfile.dockerignore').split('\n').filter((line) => line.startsWith('**/') && !line.includes('*', 3)).map((line) => line.slice(3));
    const folders = ['apps', 'libs'].flatMap((kind) => readdirSync(path.join(root, kind)).flatMap((name) => {
      const src = path.join(root, kind, name, 'src');
      return existsSync(src) ? readdirSync(src, { recursive: true, encoding: 'utf8' }).flatMap((file) => file.split(path.sep)) : [];
    }));
    expect(ignored).toContain('node_modules');
    expect(ignored.filter((name) => folders.includes(name))).toEqual([]);
  });

  it('runs nothing as root', () => {
    const stages = dockerfile.split(/^FROM /m).filter((stage) => /^CMD /m.test(stage));
    expect(stages.length).toBe(targets.length + 1);
    for (const stage of stages) expect(stage.match(/^USER (\w+)$/gm)?.at(-1) ?? 'USER node').toBe('USER node');
  });
});

describe('the unit of systemd in the documents', () => {
  const unit = /```ini\n([^]*?)```/.exec(text('docs/operating.md'))?.[1] ?? '';
  const value = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1];

  it('signals the station alone, whose own process it starts', () => {
    expect(value('KillMode')).toBe('mixed');
    expect(value('ExecStart')).toMatch(/^\/usr\/bin\/node \S+$/);
    expect(existsSync(path.join(root, value('ExecStart')?.split(' ')[1] ?? ''))).toBe(true);
  });

  it('does not try again what a new start cannot mend', () => {
    expect(value('RestartPreventExitStatus')).toBe('78');
    expect(text('apps/station/src/station-error.ts')).toContain(`${value('RestartPreventExitStatus')} (EX_CONFIG)`);
  });
});

describe('the secrets of containers', () => {
  const folder = tempFolder('secrets');
  const make = (): Promise<string> => runProgram({ file: process.execPath, args: [path.join(root, 'deploy/make-secrets.mjs'), folder], cwd: root, env: {} });
  const read = (audience: string, name: string): string => readFileSync(path.join(folder, audience, name), 'utf8');
  const everything = (): string[] => readdirSync(folder).sort().flatMap((audience) => readdirSync(path.join(folder, audience)).sort().map((name) => read(audience, name)));

  it('are made once, and stay', async () => {
    await make();
    const before = everything();
    await make();
    expect(everything()).toEqual(before);
  });

  it('give the media apps nothing but NATS', async () => {
    await make();
    expect(readdirSync(path.join(folder, 'media'))).toEqual(['nats-password']);
    expect(read('media', 'nats-password')).toBe(read('control', 'nats-password'));
  });

  it('are what the servers are told', async () => {
    await make();
    expect(read('nats', 'nats.conf')).toContain(`{ user: "service", password: "${read('control', 'nats-password').trim()}" }`);
    expect(read('redis', 'redis.conf')).toContain(`requirepass ${read('control', 'redis-password').trim()}`);
    expect(read('control', 'database-url')).toBe(`postgres://longwave:${read('postgres', 'password').trim()}@postgres:5432/longwave\n`);
    await runProgram({ file: findProgram('nats-server'), args: ['-t', '-c', path.join(folder, 'nats/nats.conf')], cwd: root, env: {} });
  });
});

import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

interface Manifest {
  name: string;
  scripts?: Record<string, string>;
  nx?: { tags?: string[] };
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8')) as T;
}

const projects = ['libs', 'apps'].flatMap((kind) =>
  readdirSync(path.join(root, kind), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${kind}/${entry.name}`),
);

const types = ['contract', 'pure', 'infra', 'client', 'testing', 'app', 'web', 'composition', 'e2e'];
const runtimes = ['any', 'node', 'browser'];
const mediaApps = ['apps/mixer', 'apps/edge', 'apps/harbor'];

function valuesOf(tags: string[], kind: string): string[] {
  return tags.filter((tag) => tag.startsWith(`${kind}:`)).map((tag) => tag.slice(kind.length + 1));
}

function oneOf(allowed: string[], values: string[]): boolean {
  return values.length === 1 && values.every((value) => allowed.includes(value));
}

describe('the workspace', () => {
  // A project without its tags is one that the import rules do not see.
  it.each(projects)('tags %s for the import rules', (folder) => {
    const manifest = readJson<Manifest>(`${folder}/package.json`);
    const tags = manifest.nx?.tags ?? [];
    const [type, ...moreTypes] = valuesOf(tags, 'type');
    expect(types).toContain(type);
    expect(moreTypes).toEqual([]);
    expect(oneOf(runtimes, valuesOf(tags, 'runtime'))).toBe(true);
    if (type === 'infra') expect(oneOf(['any', 'control'], valuesOf(tags, 'plane'))).toBe(true);
    if (type === 'app') expect(valuesOf(tags, 'plane')).toEqual([mediaApps.includes(folder) ? 'media' : 'control']);
  });

  it.each(projects)('names %s after its folder and lints it', (folder) => {
    const manifest = readJson<Manifest>(`${folder}/package.json`);
    expect(manifest.name).toBe(`@longwave/${path.basename(folder)}`);
    expect(manifest.scripts?.['lint']).toBe('eslint .');
  });

  it('locks packages without naming a registry, so that each installs from its own', () => {
    const { packages } = readJson<{ packages: Record<string, { resolved?: string }> }>('package-lock.json');
    const named = Object.values(packages).filter(({ resolved }) => resolved?.includes('://'));
    expect(named).toEqual([]);
  });

  it('asks for the same Node in package.json as the check at the start', async () => {
    const { problemWithNode } = (await import('../lib/node-version.mjs')) as { problemWithNode: (version: string) => string | undefined };
    const { engines } = readJson<{ engines: { node: string } }>('package.json');
    // `^20.19.0 || >=22.12.0`: from each release on, the first within its major alone.
    const [, within = '', from = ''] = /^\^(\d+\.\d+)\.0 \|\| >=(\d+\.\d+)\.0$/.exec(engines.node) ?? [];
    const isGood = (major: number, minor: number): boolean => problemWithNode(`${major}.${minor}.0`) === undefined;
    for (const lowest of [within, from]) {
      const [major = 0, minor = 0] = lowest.split('.').map(Number);
      expect([isGood(major, minor), isGood(major, minor - 1)]).toEqual([true, false]);
    }
    const [first = 0, second = 0] = [within, from].map((lowest) => Number(lowest.split('.')[0]));
    for (let major = first + 1; major < second; major++) expect(isGood(major, 99)).toBe(false);
    expect(isGood(second + 1, 0)).toBe(true);
    for (const file of ['README.md', 'CONTRIBUTING.md']) expect(readFileSync(path.join(root, file), 'utf8')).toMatch(new RegExp(`${from} or newer,? \\(?or ${first} from ${within} on`));
  });
});

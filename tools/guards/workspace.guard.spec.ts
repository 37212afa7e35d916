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
    const lowest = engines.node.replace('>=', '');
    expect(problemWithNode(`${lowest}.0`)).toBeUndefined();
    const [major = 0, minor = 0] = lowest.split('.').map(Number);
    expect(problemWithNode(`${major}.${minor - 1}.0`)).toMatch(/Longwave needs Node\.js/);
  });
});

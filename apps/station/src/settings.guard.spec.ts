import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** One property of a settings class, as its source says. */
interface Setting {
  name: string;
  file: string;
  /** Whether a service does not start without it. */
  isRequired: boolean;
  /** What the source sets it to. */
  fallback: string | undefined;
}

const configFiles = ['apps', 'libs'].flatMap((kind) =>
  readdirSync(path.join(root, kind)).flatMap((project) =>
    readdirSync(path.join(root, kind, project, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.config.ts'))
      .map((file) => path.join(kind, project, 'src', file)),
  ),
);

/** A property in capitals, with its decorators before it on the same or earlier lines. */
const property = /(?:^|\s)([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)([!?]?)(?::[^=;]+)?(?: = ([^;]+))?;/gm;

const settings = configFiles.flatMap((file): Setting[] =>
  [...text(file).matchAll(property)].map(([, name = '', mark, fallback]) => ({ name, file, isRequired: mark === '!', fallback: fallback?.replace(/^'(.*)'$/, '$1').replace(/(\d)_(?=\d)/g, '$1') })),
);

const documented = new Map([...text('docs/configuration.md').matchAll(/^\| `([A-Z_]+)` \| (.+?) \|/gm)].map(([, name = '', fallback = '']) => [name, fallback]));
const compose = text('compose.yaml');

/** The lines of a block of compose.yaml, by the indentation of its first. */
function block(heading: RegExp): string {
  const lines = compose.split('\n');
  const start = lines.findIndex((line) => heading.test(line));
  if (start < 0) throw new Error(`compose.yaml has no ${String(heading)}`);
  const indent = /^ */.exec(lines[start] ?? '')?.[0].length ?? 0;
  const length = lines.slice(start + 1).findIndex((line) => line.trim() !== '' && (/^ */.exec(line)?.[0].length ?? 0) <= indent);
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

const keysOf = (yaml: string): string[] => [...yaml.matchAll(/^ +([A-Z][A-Z0-9_]+): /gm)].map(([, name = '']) => name.replace(/_FILE$/, ''));

it('finds settings at all', () => {
  expect(settings.length).toBeGreaterThan(30);
  expect(settings.find(({ name, file }) => name === 'EDGE_PORT' && file.includes('edge'))).toMatchObject({ fallback: '8005', isRequired: false });
  expect(settings.find(({ name, file }) => name === 'DATABASE_URL' && file.includes('persistence'))).toMatchObject({ isRequired: true });
});

it('documents every setting there is', () => {
  expect([...new Set(settings.map(({ name }) => name))].filter((name) => !documented.has(name))).toEqual([]);
});

it('documents no setting that there is not', () => {
  const forCompose = [...compose.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name);
  expect([...documented.keys()].filter((name) => !settings.some((setting) => setting.name === name) && !forCompose.includes(name))).toEqual([]);
});

it('documents the defaults that the sources have', () => {
  const wrong = settings.filter(({ name, fallback }) => fallback !== undefined && fallback !== '' && documented.get(name) !== `\`${fallback}\``);
  expect(wrong).toEqual([]);
});

it('documents every variable that compose.yaml takes', () => {
  expect([...compose.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name).filter((name) => !documented.has(name))).toEqual([]);
});

it('gives the defaults of the documents in compose.yaml', () => {
  const given = [...compose.matchAll(/\$\{([A-Z_]+):-([^}]+)\}/g)].map(([, name = '', fallback]) => ({ name, fallback }));
  const ownDefault = ['MUSIC_DIR', 'SERVICE_INSTANCE'];
  expect(given.filter(({ name, fallback }) => !ownDefault.includes(name) && documented.get(name) !== `\`${fallback}\``)).toEqual([]);
});

describe.each(['library', 'queue', 'livestream-auth', 'gateway', 'mixer', 'edge', 'harbor'])('%s in compose.yaml', (app) => {
  const own = settings.filter(({ file }) => file.startsWith(`apps/${app}/`) || file.startsWith('libs/service/'));
  const usesDatabase = readdirSync(path.join(root, 'apps', app, 'src'), { recursive: true, encoding: 'utf8' })
    .some((file) => file.endsWith('.ts') && text(path.join('apps', app, 'src', file)).includes("from '@longwave/persistence'"));
  const given = [...keysOf(block(/^x-core:/)), ...keysOf(block(new RegExp(`^  ${app}:`)))];

  it('has every setting that must be set', () => {
    const required = own.filter(({ isRequired }) => isRequired).map(({ name }) => name);
    expect([...required, ...(usesDatabase ? ['DATABASE_URL'] : [])].filter((name) => !given.includes(name))).toEqual([]);
  });

  it('has no setting that the app does not read', () => {
    const read = [...own.map(({ name }) => name), ...(usesDatabase ? ['DATABASE_URL'] : [])];
    expect(given.filter((name) => !read.includes(name))).toEqual([]);
  });
});

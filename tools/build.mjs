// Compiles every library and app from src/ to dist/ (CommonJS), only what changed, and the web page when its sources
// are newer than its build. Run by `npm start` and `npm test`; `npm run build` runs it alone.
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const optionsFile = path.join(root, 'tools/swc-options.cjs');

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

function projects() {
  return ['libs', 'apps'].flatMap((kind) =>
    existsSync(path.join(root, kind))
      ? readdirSync(path.join(root, kind)).map((name) => path.join(root, kind, name))
      : [],
  );
}

const isNewer = (a, b) => !existsSync(b) || statSync(a).mtimeMs > statSync(b).mtimeMs;

/** A whole file or none: an interrupted build must not leave half a module that looks newer than its source. */
function writeWhole(file, text) {
  const drafts = path.join(root, 'node_modules/.cache/longwave-build');
  mkdirSync(drafts, { recursive: true });
  const draft = path.join(drafts, `${process.pid}-${path.basename(file)}`);
  writeFileSync(draft, text);
  renameSync(draft, file);
}

/** The compiler takes memory that the station would keep, so it is loaded only when there is something to compile. */
let compiler;
function compile(source) {
  compiler ??= { swc: require('@swc/core'), options: require(optionsFile).swcOptions };
  return compiler.swc.transformSync(readFileSync(source, 'utf8'), compiler.options(source));
}

function compileProject(folder) {
  const from = path.join(folder, 'src');
  const to = path.join(folder, 'dist');
  // What only specs of an app import is compiled by the test runner.
  const forSpecs = path.join(from, 'testing') + path.sep;
  const sources = filesBelow(from).filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts') && !f.endsWith('.spec.ts') && !f.startsWith(forSpecs));
  const made = new Set();
  let compiled = 0;
  for (const source of sources) {
    const target = path.join(to, path.relative(from, source)).replace(/\.ts$/, '.js');
    made.add(target).add(`${target}.map`);
    if (!isNewer(source, target) && !isNewer(optionsFile, target)) continue;
    const { code, map } = compile(source);
    mkdirSync(path.dirname(target), { recursive: true });
    writeWhole(`${target}.map`, map);
    writeWhole(target, `${code}\n//# sourceMappingURL=${path.basename(target)}.map\n`);
    compiled += 1;
  }
  for (const stale of filesBelow(to)) if (!made.has(stale)) rmSync(stale);
  return compiled;
}

function buildWeb() {
  const web = path.join(root, 'apps/web');
  if (!existsSync(path.join(web, 'vite.config.mts'))) return false;
  const built = path.join(web, 'dist/index.html');
  const inputs = [
    ...filesBelow(path.join(web, 'src')),
    ...filesBelow(path.join(web, 'public')),
    ...filesBelow(path.join(root, 'libs/api-client/src')),
    path.join(web, 'index.html'),
    path.join(web, 'vite.config.mts'),
    path.join(root, 'package-lock.json'),
  ];
  if (existsSync(built) && !inputs.some((file) => existsSync(file) && isNewer(file, built))) return false;
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  const run = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: web, stdio: 'inherit' });
  if (run.status !== 0) throw new Error('vite could not build apps/web');
  return true;
}

export function build() {
  let compiled = 0;
  for (const folder of projects()) {
    if (path.basename(folder) === 'web' || path.basename(folder) === 'api-client') continue;
    compiled += compileProject(folder);
  }
  return { compiled, web: buildWeb() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  const { compiled, web } = build();
  console.log(`built: ${compiled} files${web ? ' and the page' : ''} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

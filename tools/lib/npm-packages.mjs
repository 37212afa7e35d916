// npm packages: whether node_modules is what package-lock.json says, and `npm ci` when it is not.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from './programs.mjs';
import { StepFailed, explain, run } from './steps.mjs';

const markName = 'node_modules/.longwave-install';

/** Native modules are compiled for one ABI, platform and architecture, so these count as much as the lock file. */
function wantedMark(root) {
  const lock = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
  return `${lock} abi ${process.versions.modules} ${process.platform} ${process.arch}\n`;
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * Whether somebody's own `npm install` already put in place what the lock file says: npm writes down what it installed
 * in a hidden lock file. Native modules must also load in this Node.
 */
async function isInstalledByHand(root) {
  const installed = readJson(path.join(root, 'node_modules/.package-lock.json'))?.packages;
  const locked = readJson(path.join(root, 'package-lock.json')).packages;
  if (!installed) return false;
  for (const [place, entry] of Object.entries(locked)) {
    const mayBeAbsent = place === '' || entry.optional || entry.devOptional || entry.peer;
    const actual = installed[place];
    if (actual ? actual.version !== entry.version : !mayBeAbsent) return false;
  }
  const { code } = await run([process.execPath, '-e', "require('@discordjs/opus'); require('@swc/core')"], { cwd: root });
  return code === 0;
}

/** True when nothing has to be installed. Leaves a mark, so that the next answer costs one file. */
export async function isNpmInstalled(root) {
  const mark = path.join(root, markName);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wantedMark(root)) return true;
  if (!(await isInstalledByHand(root))) return false;
  writeFileSync(mark, wantedMark(root));
  return true;
}

/** npm as a program to run: the one that runs this, the one beside this Node, or the one on the PATH. */
function npmCommand() {
  const beside = path.join(path.dirname(process.execPath), 'npm');
  const own = process.env.npm_execpath;
  if (own && /npm-cli\.c?js$/.test(own) && existsSync(own)) return [process.execPath, own];
  const npm = existsSync(beside) ? beside : findProgram('npm');
  if (!npm) throw new StepFailed('Longwave needs npm, which is not on the PATH: install it with your Node.js and run it again');
  return [npm];
}

/** Headers of the running Node, if it came with them: then compiling needs no download of its own. */
function headersPrefix() {
  const prefix = path.resolve(path.dirname(process.execPath), '..');
  return existsSync(path.join(prefix, 'include/node/node.h')) ? prefix : undefined;
}

/**
 * Runs `npm ci`. Progress counts the packages fetched against those in the lock file.
 *
 * @throws StepFailed when npm fails; the mark is gone then, and the next run tries again
 */
export async function installNpmPackages(root, report) {
  const total = Object.keys(readJson(path.join(root, 'package-lock.json')).packages).length;
  const nodedir = headersPrefix();
  const env = {
    npm_config_update_notifier: 'false',
    // Compiled here rather than fetched ready-made from a host that is no registry, whose silence would hold all up.
    npm_config_build_from_source: 'true',
    JOBS: 'max',
    ...(nodedir && { npm_config_nodedir: nodedir }),
  };
  const retries = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=10000', '--fetch-timeout=60000'];
  rmSync(path.join(root, markName), { force: true });
  report('asking the registry');
  let fetched = 0;
  const onLine = (text) => {
    if (/^npm http (fetch|cache).*\.tgz/.test(text)) {
      fetched += 1;
      // Packages for other platforms are never fetched, so the count ends below the total.
      report(`fetched ${Math.min(fetched, total)} of at most ${total} packages`);
    }
    if (/^npm info run .* install /.test(text)) report(`compiling ${/run (\S+?)@[\d.]+ /.exec(text)?.[1] ?? 'native modules'}`);
  };
  const argv = [...npmCommand(), 'ci', '--no-audit', '--no-fund', '--loglevel=info', '--foreground-scripts', ...retries];
  const { code, from } = await run(argv, { cwd: root, env, onLine });
  if (code === 130 || code === 143) throw new StepFailed('Longwave was interrupted while installing npm packages');
  if (code !== 0) throw explain('could not install its npm packages', from);
  writeFileSync(path.join(root, markName), wantedMark(root));
  return `installed ${fetched > 0 ? `${fetched} from the registry` : 'from the cache'}`;
}

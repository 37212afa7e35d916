// Proves that the import rules are alive. Nx's boundary rule skips itself without a word when it finds no cached project
// graph, so every canary project below tools/lint-canary breaks one rule, and this fails unless each is reported.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');

const boundary = '@nx/enforce-module-boundaries';
const canaries = [
  { project: 'canary-media-app', rule: boundary, says: /tagged with "plane:media" can not depend on libs tagged with "plane:control"/ },
  { project: 'canary-app-to-app', rule: boundary, says: /tagged with "type:app" can only depend on libs tagged with/ },
  { project: 'canary-pure-to-infra', rule: boundary, says: /tagged with "type:pure" can only depend on libs tagged with/ },
  { project: 'canary-spec-helper', rule: 'no-restricted-imports', says: /imported by specs only/ },
];

function isCaught({ project, rule, says }) {
  const env = { ...process.env, NX_DAEMON: 'false', NO_COLOR: '1', FORCE_COLOR: '0' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [nx, 'run', `${project}:lint-canary`], { cwd: root, env, encoding: 'utf8' });
  const output = `${stdout}${stderr}`;
  const caught = status !== 0 && output.includes(rule) && says.test(output);
  console.log(`${project}: ${caught ? 'caught' : 'NOT CAUGHT'}`);
  if (!caught) console.log(output);
  return caught;
}

const caught = canaries.filter(isCaught).length;
console.log(`canary: ${caught} passed, ${canaries.length - caught} failed`);
process.exitCode = caught === canaries.length ? 0 : 1;

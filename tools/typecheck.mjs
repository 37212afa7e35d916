// `npm run typecheck`: the compiler over everything that runs in Node, then over the page, which has a browser's types.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const cache = path.join(root, 'node_modules/.cache/longwave-typecheck');
mkdirSync(cache, { recursive: true });

let failed = 0;
for (const project of ['tsconfig.json', 'apps/web/tsconfig.json'].filter((file) => existsSync(path.join(root, file)))) {
  const info = path.join(cache, `${project.replaceAll('/', '-')}.tsbuildinfo`);
  const args = [tsc, '-p', project, '--noEmit', '--incremental', '--tsBuildInfoFile', info];
  const started = Date.now();
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  console.log(`${project}: ${status === 0 ? 'types are right' : 'has errors'} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (status !== 0) failed += 1;
}
process.exitCode = failed > 0 ? 1 : 0;

import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { countByKind, resultLine, runJest } from './jest-run.mjs';
import { prepare, root } from './prepare.mjs';
import { main } from './steps.mjs';
import { playerPackages, testPackages } from './system-packages.mjs';

const integration = String.raw`\.int\.spec\.ts$`;

function kindOf(file) {
  if (file.endsWith('.e2e.ts')) return 'e2e';
  if (file.endsWith('.int.spec.ts')) return 'integration';
  return file.endsWith('.guard.spec.ts') ? 'guard' : 'unit';
}

/**
 * Unit and guard specs share the processors; integration specs come after them, two files at a time: they watch real time
 * on real servers, mostly waiting, and more neighbours would make them late.
 */
function specRuns(filters) {
  const { testPathIgnorePatterns } = createRequire(import.meta.url)(path.join(root, 'jest.config.cjs'));
  // Given on the command line, the patterns replace those of the configuration.
  const ignored = (patterns) => [...testPathIgnorePatterns, ...patterns].map((pattern) => `--testPathIgnorePatterns=${pattern}`);
  const parallel = [...filters, ...ignored([integration]), '--passWithNoTests', `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`];
  const watching = [...filters, '--testMatch=**/*.int.spec.ts', '--passWithNoTests', '--maxWorkers=2'];
  return [{ args: parallel }, { args: watching }];
}

function e2eRuns([first, ...rest]) {
  const isShort = first === 'short';
  const filters = isShort ? rest : [first, ...rest].filter((filter) => filter !== undefined);
  return [{ args: [...filters, '--config', 'apps/e2e/jest.config.cjs', '--runInBand'], env: isShort ? { LONGWAVE_E2E: 'short' } : {} }];
}

/** Runs what the arguments ask for; the exit code is 0 only if some test ran and none failed. */
export function runTests([first, ...rest]) {
  return main(async () => {
    console.log('Longwave is getting ready for its tests');
    // The short form runs without them: see apps/e2e/jest.config.cjs.
    await prepare(first === 'e2e' && rest[0] !== 'short' ? [...testPackages, ...playerPackages] : testPackages);
    const lines = [];
    let isGood = true;
    let ran = 0;
    for (const { args, env } of first === 'e2e' ? e2eRuns(rest) : specRuns([first, ...rest].filter((filter) => filter !== undefined))) {
      const { code, report } = await runJest(args, env);
      isGood &&= code === 0 && report !== undefined;
      if (report === undefined) continue;
      for (const [kind, counts] of countByKind(report, kindOf)) {
        lines.push(resultLine(kind, counts));
        ran += counts.passed + counts.failed;
        isGood &&= counts.failed === 0;
      }
    }
    console.log(['', ...lines].join('\n'));
    if (ran === 0) console.error('No test ran.');
    if (!isGood || ran === 0) process.exitCode = 1;
  });
}

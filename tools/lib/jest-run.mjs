// Runs Jest as a child and tells its result in one line a kind of test.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './prepare.mjs';

/** A test that leaves a handle open keeps Jest alive for ever; this long after its report it is ended and has failed. */
const lingerMs = 20_000;

/** Resolves to the child's exit code, or to 1 when it lingered after `report` was written and had to be killed. */
function waitForJest(child, report) {
  return new Promise((resolve, reject) => {
    let reportedAt;
    const watch = setInterval(() => {
      if (!existsSync(report)) return;
      reportedAt ??= Date.now();
      if (Date.now() - reportedAt < lingerMs) return;
      console.error('Jest did not end after its last test: something was left open. It was killed.');
      child.kill('SIGKILL');
    }, 500);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      resolve(code ?? 1);
    });
  });
}

/**
 * Runs Jest with these arguments, its output passed through.
 *
 * @returns its exit code and its JSON report, undefined when it ended before making one
 */
export async function runJest(args, env = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'longwave-jest-'));
  const report = path.join(folder, 'report.json');
  const argv = [path.join(root, 'node_modules/jest/bin/jest.js'), ...args, '--json', `--outputFile=${report}`];
  // Jest prints the report's place on stdout and everything else on stderr.
  const child = spawn(process.execPath, argv, { cwd: root, env: { ...process.env, ...env }, stdio: ['inherit', 'ignore', 'inherit'] });
  const pass = (signal) => child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  try {
    const code = await waitForJest(child, report);
    return { code, report: existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined };
  } finally {
    process.off('SIGINT', pass).off('SIGTERM', pass);
    rmSync(folder, { recursive: true });
  }
}

/**
 * Counts tests by kind.
 *
 * @param report Jest's JSON report
 * @param kindOf names the kind of a test file
 * @returns counts by kind; a file that could not run counts as one failure
 */
export function countByKind(report, kindOf) {
  const kinds = new Map();
  for (const file of report.testResults) {
    const kind = kindOf(file.name);
    const counts = kinds.get(kind) ?? { passed: 0, failed: 0, skipped: 0 };
    kinds.set(kind, counts);
    for (const { status } of file.assertionResults) {
      if (status === 'passed') counts.passed += 1;
      else if (status === 'failed') counts.failed += 1;
      else counts.skipped += 1;
    }
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) counts.failed += 1;
  }
  return kinds;
}

/** `unit: 120 passed, 0 failed`, and the skipped ones if there are any. */
export function resultLine(kind, { passed, failed, skipped }) {
  return `${kind}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

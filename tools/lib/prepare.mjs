// Brings a fresh clone to where its programs can run: system packages, npm packages, compiled code.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { widenPath } from './programs.mjs';
import { installNpmPackages, isNpmInstalled } from './npm-packages.mjs';
import { StepFailed, discardLog, step } from './steps.mjs';
import { compilerPackages, installSystemPackages } from './system-packages.mjs';

/** The folder of the clone. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

async function buildAll() {
  const { build } = await import('../build.mjs');
  try {
    const { compiled, web } = build();
    if (compiled === 0 && !web) return 'up to date';
    return `${compiled} files${web ? ' and the page' : ''}`;
  } catch (error) {
    throw new StepFailed(`Longwave could not build: ${error.message}`);
  }
}

/**
 * Installs what is missing and builds what has changed, showing each step. Touches the network only when something is
 * missing. Compilers are asked for only when npm has something to install.
 *
 * @param packages lists from system-packages.mjs
 * @throws StepFailed with one line for the person at the terminal
 */
export async function prepare(packages) {
  widenPath();
  const isInstalled = await isNpmInstalled(root);
  const needed = isInstalled ? packages : [...packages, ...compilerPackages];
  await step('system packages', (report) => installSystemPackages(needed, report));
  await step('npm packages', (report) => (isInstalled ? 'present' : installNpmPackages(root, report)));
  await step('build', buildAll);
  discardLog();
}

// The settings as the station will see them, for what has to be known before it can be built.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { StepFailed } from './steps.mjs';

/**
 * What the environment sets, and behind it the `.env` of the folder that this runs in. Nothing of the file is put into
 * the environment: it may hold secrets, and npm's and apt's scripts would inherit them.
 *
 * @throws StepFailed when the file is there and cannot be read
 */
export function readSettings(folder = process.cwd(), env = process.env) {
  const file = path.join(folder, '.env');
  if (!existsSync(file)) return env;
  try {
    return { ...parseEnv(readFileSync(file, 'utf8')), ...env };
  } catch (error) {
    throw new StepFailed(`Longwave cannot read ${file}: ${error.code ?? error.message}.`);
  }
}

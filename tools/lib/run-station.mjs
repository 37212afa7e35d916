import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { prepare, root } from './prepare.mjs';
import { readSettings } from './settings.mjs';
import { StepFailed, main } from './steps.mjs';
import { notReplaced, stationPackages } from './system-packages.mjs';

const station = path.join(root, 'apps/station/dist/main.js');

/** Prepares the clone and starts the station in this process. */
export function runStation() {
  return main(async () => {
    console.log('Longwave is getting ready');
    await prepare(notReplaced(stationPackages, readSettings()));
    if (!existsSync(station)) throw new StepFailed(`Longwave's build has no ${path.relative(root, station)}: is apps/station/src/main.ts there?`);
    process.argv[1] = station;
    createRequire(import.meta.url)(station);
  });
}

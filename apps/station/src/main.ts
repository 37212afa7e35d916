import { runStation } from './station';
import { StationError } from './station-error';

runStation().then(
  () => process.exit(0),
  (error: unknown) => {
    if (!(error instanceof StationError)) throw error;
    for (const line of error.lines) console.error(line);
    process.exit(error.exitCode);
  },
);

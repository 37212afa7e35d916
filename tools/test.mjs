// `npm test [-- filters]`: installs what is missing, builds, and runs the unit, guard and integration specs.
// `node tools/test.mjs e2e [short] [filters]` runs the whole-system journeys instead. Ends with one result line a kind.
import { requireNode } from './lib/node-version.mjs';

requireNode();
// Loaded only now, since an older Node could not even parse them.
import('./lib/run-tests.mjs').then(({ runTests }) => runTests(process.argv.slice(2)));

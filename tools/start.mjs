// `npm start`: installs what is missing, builds what has changed, and runs the station in this very process, so that
// Ctrl-C, SIGTERM and the exit code are the station's own. Plain Node: nothing is installed yet when it begins.
import { requireNode } from './lib/node-version.mjs';

requireNode();
// Loaded only now, since an older Node could not even parse them.
import('./lib/run-station.mjs').then(({ runStation }) => runStation());

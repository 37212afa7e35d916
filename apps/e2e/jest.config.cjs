const base = require('../../jest.config.cjs');

/** Journeys that need programs beside those of the other tests, and minutes: only in the long form. */
const longOnly = ['/players\\.e2e\\.ts$'];

/** Whole-system journeys on the built station: `npm run e2e`, one after another, since each starts a station of its own. */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/apps/e2e/src'],
  testMatch: ['**/*.e2e.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', ...(process.env.LONGWAVE_E2E === 'short' ? longOnly : [])],
  testTimeout: 180_000,
  maxWorkers: 1,
};

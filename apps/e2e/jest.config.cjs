const base = require('../../jest.config.cjs');

/** Whole-system journeys on the built station: `npm run e2e`, one after another, since each starts a station of its own. */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/apps/e2e/src'],
  testMatch: ['**/*.e2e.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  testTimeout: 180_000,
  maxWorkers: 1,
};

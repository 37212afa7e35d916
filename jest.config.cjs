/**
 * One configuration for every Node project. NestJS 12 is ESM only and Jest's own module system is CommonJS, so every
 * ESM file, ours or a dependency's, is compiled to CommonJS by tools/jest/transform.cjs.
 */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tools'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/apps/e2e/'],
  modulePathIgnorePatterns: ['/dist/'],
  moduleNameMapper: {
    '^@longwave/(.*)$': ['<rootDir>/libs/$1/src/index.ts', '<rootDir>/apps/$1/src/index.ts'],
  },
  transform: { '\\.(ts|tsx|js|mjs)$': '<rootDir>/tools/jest/transform.cjs' },
  transformIgnorePatterns: [],
  setupFiles: ['reflect-metadata'],
  testTimeout: 20_000,
};

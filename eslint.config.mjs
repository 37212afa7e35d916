// What review would otherwise have to say again and again. The import rules are those of docs/architecture.md; that they
// are alive is proved by tools/lint-canary.mjs.
import { existsSync } from 'node:fs';
import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const specs = ['**/*.spec.ts', '**/*.spec.tsx', '**/*.e2e.ts'];
/** Code that serves tests, though its files are no specs. */
const testCode = ['libs/testing/**/*.ts', 'apps/e2e/**/*.ts', 'apps/*/src/testing/**/*.ts'];
const sources = ['**/*.ts', '**/*.tsx', '**/*.mts'];
/** Tools of the build that want a default export, and stand outside the program that the compiler checks. */
const toolConfigs = ['**/vite.config.mts', '**/*.config.cjs', '**/*.config.mjs'];

/** Who may import whom, by the tags in each package.json. */
const depConstraints = [
  { sourceTag: 'type:contract', onlyDependOnLibsWithTags: ['type:contract', 'type:testing'] },
  {
    sourceTag: 'type:pure',
    onlyDependOnLibsWithTags: ['type:contract', 'type:pure', 'type:testing'],
    bannedExternalImports: ['@nestjs/*', '@nats-io/*', 'rxjs', 'typeorm', 'pg', 'ioredis', 'pino*'],
  },
  { sourceTag: 'type:infra', onlyDependOnLibsWithTags: ['type:contract', 'type:pure', 'type:infra', 'type:testing'] },
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:contract', 'type:pure', 'type:infra', 'type:testing'] },
  { sourceTag: 'type:composition', onlyDependOnLibsWithTags: ['type:contract', 'type:pure', 'type:infra', 'type:app', 'type:testing'] },
  { sourceTag: 'type:client', onlyDependOnLibsWithTags: ['type:contract', 'type:client', 'type:testing'] },
  { sourceTag: 'type:web', onlyDependOnLibsWithTags: ['type:client', 'type:contract', 'type:testing'] },
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:contract', 'type:pure', 'type:infra', 'type:testing'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:contract', 'type:pure', 'type:infra', 'type:client', 'type:composition', 'type:testing'] },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:contract', 'type:tool'] },
  // Specs run in Node whatever their subject is made for.
  { sourceTag: 'runtime:any', onlyDependOnLibsWithTags: ['runtime:any', 'type:testing'] },
  { sourceTag: 'runtime:browser', onlyDependOnLibsWithTags: ['runtime:any', 'runtime:browser', 'type:testing'] },
  // "not" is checked through every step of the way, so a lib that reached persistence for a media app is found as well.
  { sourceTag: 'plane:media', notDependOnLibsWithTags: ['plane:control'], bannedExternalImports: ['typeorm', 'pg', 'ioredis', '@nestjs/typeorm'] },
  { sourceTag: 'plane:any', notDependOnLibsWithTags: ['plane:control'] },
];

const boundaries = {
  '@nx/enforce-module-boundaries': [
    'error',
    {
      allow: [],
      depConstraints,
      // A lib's specs import the test helpers, which import the lib.
      ignoredCircularDependencies: [['@longwave/testing', '*']],
    },
  ],
};

const noEnvironment = [{ object: 'process', property: 'env', message: 'Settings are read in *.config.ts alone and handed on as values.' }];
const noClock = [
  { object: 'Date', property: 'now', message: 'Time is an argument in pure code.' },
  { object: 'performance', property: 'now', message: 'Time is an argument in pure code.' },
  { object: 'Math', property: 'random', message: 'Randomness is an argument in pure code.' },
];
const noHttpRequest = ['http', 'https'].flatMap((object) =>
  ['request', 'get'].map((property) => ({ object, property, message: 'Calls to other hosts are made in *.http-client.ts.' })),
);
const noSkippedTests = ['it', 'test', 'describe'].flatMap((object) =>
  ['skip', 'only', 'todo'].map((property) => ({ object, property, message: 'A test runs, or is taken out with a reason in the commit.' })),
);
const noModuleMocks = [{ object: 'jest', property: 'mock', message: 'Write a fake by hand, or use the real server.' }];

const noShell = {
  paths: ['node:child_process', 'child_process'].map((name) => ({
    name,
    importNames: ['exec', 'execSync'],
    message: 'These go through a shell; use spawn or execFile with an argv array.',
  })),
};
const noHttpLibraries = ['axios', 'got', 'undici', 'node-fetch', 'request'].map((name) => ({
  name,
  message: 'Calls to other hosts are made in *.http-client.ts with fetch.',
}));
const noTestHelpers = { name: '@longwave/testing', message: 'What helps the tests is imported by specs only.' };
const noNode = { group: ['node:*'], message: 'This library runs in the browser too and does no I/O.' };

const noSyntax = [
  { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union, or an object `as const`.' },
  { selector: "Property[key.name='shell'][value.value=true]", message: 'No shell: argv arrays only.' },
];
const noNonNull = { selector: 'TSNonNullExpression', message: 'Show why it is there, or handle that it is not.' };

const imports = ({ isSpec = false, isPure = false } = {}) => [
  'error',
  {
    paths: [...noShell.paths, ...noHttpLibraries, ...(isSpec ? [] : [noTestHelpers])],
    patterns: isPure && !isSpec ? [noNode] : [],
  },
];

/** Plain mistakes, in every file whatever its language. */
const mistakes = {
  'constructor-super': 'error',
  'no-async-promise-executor': 'error',
  'no-case-declarations': 'error',
  'no-compare-neg-zero': 'error',
  'no-cond-assign': 'error',
  'no-constant-binary-expression': 'error',
  'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
  'no-debugger': 'error',
  'no-dupe-else-if': 'error',
  'no-duplicate-case': 'error',
  'no-empty': 'error',
  'no-empty-pattern': 'error',
  'no-fallthrough': 'error',
  'no-irregular-whitespace': 'error',
  'no-loss-of-precision': 'error',
  'no-misleading-character-class': 'error',
  'no-self-assign': 'error',
  'no-self-compare': 'error',
  'no-sparse-arrays': 'error',
  'no-unsafe-finally': 'error',
  'no-unsafe-optional-chaining': 'error',
  'no-useless-catch': 'error',
  'no-useless-escape': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'use-isnan': 'error',
  'valid-typeof': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
};

/** Blank lines and comments are free: explaining must not cost room. */
const size = {
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
};

const typescript = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true }],
  // An import of a class that Nest injects must stay a value: turned into a type it is gone at run time.
  '@typescript-eslint/consistent-type-imports': 'off',
  // A module class of Nest has nothing in it.
  '@typescript-eslint/no-extraneous-class': 'off',
  // What implements a promise-returning interface may have nothing to wait for.
  '@typescript-eslint/require-await': 'off',
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
};

/** Typed rules need a tsconfig.json that has the file. */
const typedBrowserCode = ['apps/web', 'libs/api-client'].filter((folder) => existsSync(new URL(`${folder}/tsconfig.json`, import.meta.url)));
const untyped = [
  ...toolConfigs,
  'tools/**',
  ...['apps/web', 'libs/api-client'].filter((folder) => !typedBrowserCode.includes(folder)).map((folder) => `${folder}/**`),
];

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**', '**/data/**', '.nx/**', 'libs/api-client/src/generated/**', 'apps/web/public/**'] },
  {
    // No comment in a file switches a rule off: an exception stands here, where it can be seen.
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    plugins: { '@nx': nx, '@typescript-eslint': tseslint.plugin },
    rules: mistakes,
  },
  {
    files: sources,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...boundaries,
      ...size,
      ...typescript,
      'no-restricted-properties': ['error', ...noEnvironment, ...noHttpRequest],
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Calls to other hosts are made in *.http-client.ts.' }],
      'no-restricted-imports': imports(),
      'no-restricted-syntax': ['error', ...noSyntax, noNonNull],
    },
  },
  {
    files: ['**/*.config.ts'],
    rules: { 'no-restricted-properties': ['error', ...noHttpRequest] },
  },
  {
    // Addresses of ours: the library's media port, an internal callback, the page's own API. For addresses from outside
    // there will be one egress client with the checks of docs/architecture.md, section 8.
    files: ['**/*.http-client.ts', 'apps/web/**', 'libs/api-client/**'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': ['error', ...noEnvironment] },
  },
  {
    // Loops over samples index arrays whose bounds they have just set; a check for each sample would be heard.
    files: ['libs/audio/src/**/*.ts', 'apps/mixer/src/**/render*.ts', 'apps/mixer/src/render/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...noSyntax] },
  },
  {
    files: ['libs/audio/src/**/*.ts', 'libs/contracts/src/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', ...noEnvironment, ...noClock],
      'no-restricted-globals': ['error', 'fetch', 'process', 'Buffer', 'setTimeout', 'setInterval', 'setImmediate'],
      'no-restricted-imports': imports({ isPure: true }),
    },
  },
  {
    files: [...specs, ...testCode],
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      'no-restricted-globals': 'off',
      'no-restricted-properties': ['error', ...noSkippedTests, ...noModuleMocks],
      'no-restricted-imports': imports({ isSpec: true }),
      'no-restricted-syntax': ['error', ...noSyntax],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // What a server answered is looked at as it came, by expectations that fail on anything else.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['tools/**/*.mjs', 'tools/**/*.cjs'],
    rules: size,
  },
  {
    files: untyped,
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
    rules: { '@typescript-eslint/switch-exhaustiveness-check': 'off' },
  },
  {
    files: [...toolConfigs, '**/*.cjs'],
    rules: { 'no-restricted-syntax': 'off', 'no-restricted-properties': 'off', '@typescript-eslint/no-require-imports': 'off' },
  },
);

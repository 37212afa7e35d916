// The built libraries. Their CommonJS hides its export names from `import`.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('reflect-metadata');

export const audio = require('@longwave/audio');
export const contracts = require('@longwave/contracts');
export const messaging = require('@longwave/messaging');
export const testing = require('@longwave/testing');

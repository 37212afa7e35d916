/** What tests need: real servers, waiting with a deadline, and ears. Imported by specs only. */
export { freePort } from '@longwave/backing-servers';
export * from './servers/start-servers';
export * from './servers/temp-folder';
export * from './sound/make-tone';
export * from './wait/wait-for';

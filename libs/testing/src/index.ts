/** What tests need: real servers, waiting with a deadline, and ears. Imported by specs only. */
export { freePort } from '@longwave/backing-servers';
export * from './servers/start-servers';
export * from './servers/temp-folder';
export * from './sound/make-tone';
export * from './wait/wait-for';
export * from './sound/captured-sound';
export * from './sound/listen';
export * from './sound/pcm-decoder';
export * from './sound/tone';
export * from './station/start-station';
export { type IcecastOptions, type IcecastRelay, type TestIcecast, startIcecast } from './servers/start-icecast';

export * from './ffmpeg/run-ffmpeg';
export * from './process/media-process-error';
export { livingChildren } from './process/spawn-child';

export { type DecoderInput, type LiveContainer } from './decoder/decoder-args';
export * from './decoder/spawn-decoder';
export * from './ffmpeg/run-ffmpeg';
export * from './process/media-process-error';
export { livingChildren, lowerPriority } from './process/spawn-child';

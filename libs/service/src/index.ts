export * from './boot/boot-service';
export * from './config/core.config';
export * from './config/is-server-url';
export * from './config/load-config';
export * from './log/logger';
export * from './net/client-address';
export * from './net/limit-subject';

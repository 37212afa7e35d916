export { LibraryModule } from './library.module';
export { LibraryConfig } from './library.config';

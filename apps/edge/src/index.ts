export { EdgeConfig } from './edge.config';
export { EdgeModule } from './edge.module';

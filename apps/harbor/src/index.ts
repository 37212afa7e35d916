export { HarborModule } from './harbor.module';

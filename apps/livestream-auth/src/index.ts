export { LivestreamAuthModule } from './livestream-auth.module';

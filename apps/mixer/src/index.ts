export { MixerModule } from './mixer.module';

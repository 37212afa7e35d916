import { configProvider } from '@longwave/service';
import { Module } from '@nestjs/common';
import { MediaCache } from './media-cache/media-cache.service';
import { MixerConfig } from './mixer.config';
import { MixerRpcController } from './mixer.rpc-controller';
import { MixerService } from './mixer.service';

@Module({
  controllers: [MixerRpcController],
  providers: [configProvider(MixerConfig), MediaCache, MixerService],
})
export class MixerModule {}

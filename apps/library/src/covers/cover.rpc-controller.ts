import { CoverLocation, CoverRequest, libraryContract } from '@longwave/contracts';
import { Handles } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { CoverService } from './cover.service';

@Controller()
export class CoverRpcController {
  constructor(private readonly covers: CoverService) {}

  @Handles(libraryContract.getCover)
  getCover(@Payload() request: CoverRequest): Promise<CoverLocation> {
    return this.covers.locate(request.coverHash);
  }
}

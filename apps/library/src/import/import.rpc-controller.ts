import { Empty, ImportStatusDto, libraryContract } from '@longwave/contracts';
import { Handles } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ScanService } from './scan.service';

@Controller()
export class ImportRpcController {
  constructor(private readonly scans: ScanService) {}

  @Handles(libraryContract.getImportStatus)
  status(@Payload() _request: Empty): Promise<ImportStatusDto> {
    return this.scans.status();
  }

  @Handles(libraryContract.startScan)
  start(@Payload() _request: Empty): Promise<ImportStatusDto> {
    return this.scans.start();
  }
}

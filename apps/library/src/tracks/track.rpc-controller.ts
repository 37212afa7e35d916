import { GetTrackRequest, libraryContract, SearchTracksRequest, TrackDto, TrackList, TrackMediaDto } from '@longwave/contracts';
import { Handles } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { TrackService } from './track.service';

@Controller()
export class TrackRpcController {
  constructor(private readonly tracks: TrackService) {}

  @Handles(libraryContract.getTrack)
  get(@Payload() request: GetTrackRequest): Promise<TrackDto> {
    return this.tracks.get(request.trackId);
  }

  @Handles(libraryContract.getTrackMedia)
  getMedia(@Payload() request: GetTrackRequest): Promise<TrackMediaDto> {
    return this.tracks.getMedia(request.trackId);
  }

  @Handles(libraryContract.searchTracks)
  search(@Payload() request: SearchTracksRequest): Promise<TrackList> {
    return this.tracks.search(request);
  }
}

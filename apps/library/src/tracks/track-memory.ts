import type { TrackEntity } from './track.entity';

/** The tracks read last, for when the database is away. A few hundred bytes each. */
export class TrackMemory {
  private readonly tracks = new Map<string, TrackEntity>();

  constructor(private readonly capacity = 2_000) {}

  remember(tracks: readonly TrackEntity[]): void {
    for (const track of tracks) {
      // Set anew, it becomes the youngest.
      this.tracks.delete(track.trackId);
      this.tracks.set(track.trackId, track);
    }
    for (const oldest of this.tracks.keys()) {
      if (this.tracks.size <= this.capacity) break;
      this.tracks.delete(oldest);
    }
  }

  recall(trackId: string): TrackEntity | undefined {
    return this.tracks.get(trackId);
  }
}

import { kvKeys } from '@longwave/contracts';
import type { RelaySettings } from '@longwave/contracts';
import { MediaKv } from '@longwave/messaging';
import { Injectable } from '@nestjs/common';
import { KvMirror } from '../mirror/kv-mirror';
import type { RelayEntity } from './relay.entity';

/** Copies relays to the KV that edges watch, and takes deleted ones away from there. */
@Injectable()
export class RelayMirror extends KvMirror<RelaySettings> {
  constructor(kv: MediaKv) {
    super(kv, { name: 'relay-mirror', deletes: kvKeys.allRelays });
  }

  /** The relays as they are now. */
  show(relays: readonly RelayEntity[]): void {
    this.put(new Map(relays.map(({ relayId, channelId, target, format, enabled }) => [kvKeys.relay(relayId), { relayId, channelId, target, format, enabled }])));
  }
}

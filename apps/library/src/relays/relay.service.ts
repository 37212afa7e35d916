import { AppError, maskedRelayTarget, parseRelayTarget, relayAddress } from '@longwave/contracts';
import type { CreateRelayRequest, Empty, RelayDto, RelayList, RelayStateDto, RelayTarget, UpdateRelayRequest } from '@longwave/contracts';
import { cleanText } from '@longwave/audio';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { ChannelService } from '../channels/channel.service';
import { isUnavailable } from '../is-unavailable';
import { RelayMirror } from './relay-mirror';
import { RelayRepository } from './relay.repository';
import { RelayStates, idleState } from './relay-states';
import type { RelayEntity } from './relay.entity';

/** Each costs an edge a socket, and the answer that lists them has a limit of its own. */
export const MAX_RELAYS = 100;
const NAME_LENGTH = 100;

/** Relays. Reads are answered from memory while the database is away. */
@Injectable()
export class RelayService {
  private cache: RelayEntity[] | undefined;

  constructor(
    private readonly relays: RelayRepository,
    private readonly channels: ChannelService,
    private readonly mirror: RelayMirror,
    private readonly states: RelayStates,
  ) {}

  async list(): Promise<RelayList> {
    const relays = await this.all();
    const states = await this.states.read(relays.map(({ relayId }) => relayId));
    const items = relays.map((relay) => toRelayDto(relay, states.get(relay.relayId)));
    return { items, total: items.length };
  }

  async create({ channelId, target, format, name }: CreateRelayRequest): Promise<RelayDto> {
    await this.channels.get(channelId);
    const parsed = readTarget(target);
    const address = relayAddress(parsed);
    const clean = cleanText(name ?? '', NAME_LENGTH);
    const relay: RelayEntity = {
      relayId: randomUUID(), channelId, name: clean === '' ? address.slice(0, NAME_LENGTH) : clean, target, address, format, enabled: true, createdAt: new Date(),
    };
    const outcome = await this.relays.insert(relay, MAX_RELAYS);
    if (outcome === 'taken') throw new AppError('RELAY_TARGET_TAKEN', `another relay sends to ${address} already`, { address });
    if (outcome === 'full') throw new AppError('RELAY_LIMIT_REACHED', `there may be ${MAX_RELAYS} relays at most`, { limit: MAX_RELAYS });
    await this.refresh();
    return toRelayDto(relay, undefined);
  }

  async update({ relayId, enabled }: UpdateRelayRequest): Promise<RelayDto> {
    const relay = await this.relays.setEnabled(relayId, enabled);
    if (relay === null) throw relayNotFound(relayId);
    await this.refresh();
    return toRelayDto(relay, (await this.states.read([relayId])).get(relayId));
  }

  async delete(relayId: string): Promise<Empty> {
    if (!(await this.relays.delete(relayId))) throw relayNotFound(relayId);
    await this.refresh();
    return {};
  }

  /** Reads the relays anew and shows them to the edges. */
  async refresh(): Promise<void> {
    this.cache = await this.relays.list();
    this.mirror.show(this.cache);
  }

  private async all(): Promise<RelayEntity[]> {
    try {
      this.cache = await this.relays.list();
      return this.cache;
    } catch (error) {
      if (this.cache !== undefined && isUnavailable(error)) return this.cache;
      throw error;
    }
  }
}

/** @throws AppError `BAD_REQUEST`, which never repeats the address: it has a password in it */
function readTarget(text: string): RelayTarget {
  const target = parseRelayTarget(text);
  if (target) return target;
  const problem = 'target must be icecast://user:password@host:port/mount, what is special percent-encoded';
  throw new AppError('BAD_REQUEST', problem, { problems: [{ field: 'target', problem }] });
}

/** What operators see of it: everything but the password. */
function toRelayDto({ relayId, channelId, name, target, format, enabled }: RelayEntity, state: RelayStateDto | undefined): RelayDto {
  const parsed = parseRelayTarget(target);
  return { relayId, channelId, name, target: parsed ? maskedRelayTarget(parsed) : '', format, enabled, state: state ?? idleState };
}

function relayNotFound(relayId: string): AppError {
  return new AppError('RELAY_NOT_FOUND', 'there is no such relay', { relayId });
}

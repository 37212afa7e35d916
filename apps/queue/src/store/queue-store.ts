import { AppError } from '@longwave/contracts';
import type { QueueEntryDto } from '@longwave/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { commandName, QUEUE_REDIS } from './connect-redis';
import { channelKeys, MAX_SHOWN_VOTERS, votesKey } from './scripts';
import type { ScriptName } from './scripts';
import { entryView, parseVoters } from './stored-entry';
import type { StoredEntry } from './stored-entry';

/** A whole queue at one moment. */
export interface QueueSnapshot {
  rev: number;
  entries: QueueEntryDto[];
}

/** The entry after a change (`changed`), or as it was already (`unchanged`). */
export interface Told {
  outcome: 'changed' | 'unchanged';
  rev: number;
  entry: QueueEntryDto;
}

export type AddOutcome = Told | { outcome: 'full' } | { outcome: 'limit-reached' };
export type VoteOutcome = Told | { outcome: 'not-found' };
export type RemoveOutcome = Told | { outcome: 'not-found' } | { outcome: 'not-yours' };
export type StartOutcome = Told | { outcome: 'not-found' } | { outcome: 'epoch-outdated' };
export type FinishOutcome = Told | { outcome: 'not-found' } | { outcome: 'ended' };

type Outcome = Told | { outcome: 'full' | 'limit-reached' | 'not-found' | 'not-yours' | 'epoch-outdated' | 'ended' };
type Reply = [status: Outcome['outcome'], rev: number, text: string, votes: number, position: number, voters: string[]];

/** What is written when somebody asks for a song. */
export type NewEntry = Omit<StoredEntry, 'sequence'>;

/** Redis answers, but cannot serve now. */
const passing = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|OOM|BUSY|MISCONF)\b/;

/** Queues in Redis. Every change is one script; failures of Redis become `SERVICE_UNAVAILABLE` within half a second. */
@Injectable()
export class QueueStore {
  constructor(@Inject(QUEUE_REDIS) private readonly redis: Redis) {}

  /** The number of the last change; 0 for a queue that never had one. */
  async rev(channelId: number): Promise<number> {
    const [key = ''] = channelKeys(channelId);
    return this.guarded(async () => Number((await this.redis.get(key)) ?? 0));
  }

  async read(channelId: number): Promise<QueueSnapshot> {
    const [rev, ...rows] = (await this.run('read', channelKeys(channelId), [votesKey(channelId, '')])) as [number, ...[string, number, string[]][]];
    const entries = rows.map(([text, votes, voters], index) =>
      entryView(channelId, JSON.parse(text) as StoredEntry, { votes, position: index + 1, voters: parseVoters(voters, MAX_SHOWN_VOTERS) }),
    );
    return { rev, entries };
  }

  add(channelId: number, entry: NewEntry, limits: { perUser: number; perChannel: number }, now: Date): Promise<AddOutcome> {
    const { id, requestedByUserId, isVip } = entry;
    const args = [id, requestedByUserId, JSON.stringify(entry), isVip ? 1 : 0, limits.perUser, limits.perChannel, seconds(now)];
    return this.change('add', channelId, id, args) as Promise<AddOutcome>;
  }

  vote(channelId: number, entryId: string, userId: string, value: 1 | 0 | -1, now: Date): Promise<VoteOutcome> {
    return this.change('vote', channelId, entryId, [entryId, userId, value, seconds(now)]) as Promise<VoteOutcome>;
  }

  remove(channelId: number, entryId: string, by: { userId: string; asOperator: boolean }, now: Date): Promise<RemoveOutcome> {
    return this.change('remove', channelId, entryId, [entryId, by.userId, by.asOperator ? 1 : 0, seconds(now)]) as Promise<RemoveOutcome>;
  }

  start(channelId: number, entryId: string, epoch: number, now: Date): Promise<StartOutcome> {
    return this.change('start', channelId, entryId, [entryId, epoch, seconds(now)]) as Promise<StartOutcome>;
  }

  finish(channelId: number, entryId: string, now: Date): Promise<FinishOutcome> {
    return this.change('finish', channelId, entryId, [entryId, seconds(now)]) as Promise<FinishOutcome>;
  }

  /** Ids of the entries that play, or are believed to. */
  async playing(channelId: number): Promise<string[]> {
    const key = channelKeys(channelId)[5] ?? '';
    return this.guarded(() => this.redis.hkeys(key));
  }

  private async change(script: ScriptName, channelId: number, entryId: string, args: (string | number)[]): Promise<Outcome> {
    const reply = (await this.run(script, [...channelKeys(channelId), votesKey(channelId, entryId)], args)) as Reply;
    const [outcome, rev, text, votes, position, voters] = reply;
    if (outcome !== 'changed' && outcome !== 'unchanged') return { outcome };
    const entry = entryView(channelId, JSON.parse(text) as StoredEntry, { votes, position, voters: parseVoters(voters, MAX_SHOWN_VOTERS) });
    return { outcome, rev, entry };
  }

  private run(script: ScriptName, keys: string[], args: (string | number)[]): Promise<unknown> {
    const command = (this.redis as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>)[commandName(script)];
    if (!command) throw new Error(`no script ${script}`);
    return this.guarded(() => command.call(this.redis, keys.length, ...keys, ...args));
  }

  private async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      const isOurs = cause instanceof Error && cause.name === 'ReplyError' && !passing.test(cause.message);
      if (isOurs) throw cause;
      throw new AppError('SERVICE_UNAVAILABLE', 'the queue cannot be reached; try again shortly', { service: 'queue' }, { cause });
    }
  }
}

const seconds = (now: Date) => Math.floor(now.getTime() / 1000);

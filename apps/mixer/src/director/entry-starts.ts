import { AppError, queueContract } from '@longwave/contracts';
import type { ServiceClient } from '@longwave/messaging';
import type { Logger } from 'pino';

/**
 * What became of telling the queue that an entry plays: it agreed; the entry waits no more; the queue could not be
 * reached; or it holds another mixer for the owner, and whether that is so is for the ownership to find out.
 */
export type StartAnswer = 'told' | 'gone' | 'untold' | 'outdated';

export interface EntryStartsDependencies {
  channelId: number;
  epoch: number;
  services: Pick<ServiceClient, 'call'>;
  log: Logger;
}

/** Tells the queue which entries play, and tells it again when it could not be reached. */
export class EntryStarts {
  readonly #deps: EntryStartsDependencies;
  readonly #untold = new Set<string>();

  constructor(deps: EntryStartsDependencies) {
    this.#deps = deps;
  }

  async tell(entryId: string): Promise<StartAnswer> {
    const { channelId, epoch, services } = this.#deps;
    try {
      await services.call(queueContract.startEntry, { channelId, entryId, epoch });
      this.#untold.delete(entryId);
      return 'told';
    } catch (err) {
      return this.#notTold(entryId, err);
    }
  }

  /** Tells what the queue has not heard of yet. @returns each answer, by the entry's id; not more than one `untold` */
  async tellAgain(): Promise<Map<string, StartAnswer>> {
    const answers = new Map<string, StartAnswer>();
    for (const entryId of [...this.#untold]) {
      const answer = await this.tell(entryId);
      answers.set(entryId, answer);
      if (answer === 'untold') break;
    }
    return answers;
  }

  #notTold(entryId: string, err: unknown): StartAnswer {
    const code = err instanceof AppError ? err.code : 'INTERNAL';
    if (code === 'ENTRY_NOT_FOUND' || code === 'EPOCH_OUTDATED') {
      this.#untold.delete(entryId);
      return code === 'ENTRY_NOT_FOUND' ? 'gone' : 'outdated';
    }
    this.#deps.log[code === 'SERVICE_UNAVAILABLE' ? 'debug' : 'warn']({ err, entryId }, 'the queue could not be told that an entry plays');
    this.#untold.add(entryId);
    return 'untold';
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();
const acceptable = /^[\w:.-]{1,64}$/;

/** The id that ties a call's log lines together across services, or undefined outside one. */
export function currentCorrelationId(): string | undefined {
  return storage.getStore();
}

/** Runs `fn`, and all it starts, under an id; a missing or odd one from outside is replaced. */
export function runWithCorrelationId<T>(id: string | undefined, fn: () => T): T {
  return storage.run(id !== undefined && acceptable.test(id) ? id : randomUUID(), fn);
}

/** What the page uses of the browser's storage. */
export type PageStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

class Memory implements PageStorage {
  private readonly items = new Map<string, string>();

  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }

  removeItem(key: string): void {
    this.items.delete(key);
  }
}

const TRIAL_KEY = 'longwave.trial';

/**
 * A storage of the browser, or, where it refuses (blocked site data, no room), one that lasts as long as the page: without
 * its memory the page still plays.
 *
 * @param open may throw, as reading `window.localStorage` does
 */
export function pageStorage(open: () => Storage): PageStorage {
  try {
    const storage = open();
    storage.setItem(TRIAL_KEY, '');
    storage.removeItem(TRIAL_KEY);
    return storage;
  } catch {
    return new Memory();
  }
}

import { pageStorage } from './page-storage';

function refuse(): never {
  throw new DOMException('denied', 'SecurityError');
}

describe('pageStorage', () => {
  it.each([
    ['cannot be opened', refuse],
    ['has no room', () => ({ setItem: refuse }) as unknown as Storage],
  ])('remembers for the page alone when the storage %s', (_name, open) => {
    const storage = pageStorage(open);
    expect(storage.getItem('a')).toBeNull();
    storage.setItem('a', '1');
    expect(storage.getItem('a')).toBe('1');
    storage.removeItem('a');
    expect(storage.getItem('a')).toBeNull();
  });

  it('is the storage itself where that works, and leaves nothing of its trial in it', () => {
    const kept = new Map<string, string>();
    const working = { setItem: (key: string, value: string) => kept.set(key, value), removeItem: (key: string) => kept.delete(key) } as unknown as Storage;
    expect(pageStorage(() => working)).toBe(working);
    expect(kept.size).toBe(0);
  });
});

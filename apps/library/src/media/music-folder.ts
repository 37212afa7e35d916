import { opendir } from 'node:fs/promises';

/** The folder in which the station's music lies. */
export class MusicFolder {
  /** @param root absolute */
  constructor(readonly root: string) {}

  /**
   * Whether what is missing in it is gone. Nothing can be said of its files while it cannot be read; and one that holds
   * nothing at all is most likely the place of a drive that is not mounted just now.
   */
  async isThere(): Promise<boolean> {
    try {
      const folder = await opendir(this.root);
      try {
        return (await folder.read()) !== null;
      } finally {
        await folder.close();
      }
    } catch {
      return false;
    }
  }
}

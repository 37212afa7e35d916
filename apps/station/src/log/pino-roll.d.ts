/** pino-roll has no types of its own. */
declare module 'pino-roll' {
  interface RollOptions {
    file: string;
    extension?: string;
    /** `10m` is ten megabytes. */
    size?: string;
    limit?: { count: number; removeOtherLogFiles?: boolean };
    mkdir?: boolean;
    mode?: number;
  }
  interface RollingFile {
    write: (text: string) => boolean;
    end: () => void;
    destroy: () => void;
    on: (event: 'error', listener: (error: Error) => void) => void;
    once: ((event: 'close' | 'ready', listener: () => void) => void) & ((event: 'error', listener: (error: Error) => void) => void);
  }
  const build: (options: RollOptions) => Promise<RollingFile>;
  export = build;
}

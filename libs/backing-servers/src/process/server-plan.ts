/** How to start a program, without a shell. */
export interface ProgramCommand {
  file: string;
  args: string[];
  cwd: string;
  /** The whole environment: servers see none of ours. */
  env: Record<string, string>;
  uid?: number;
  gid?: number;
}

/** All there is to know to run one server: whoever supervises it decides when. */
export interface LaunchPlan {
  /** For errors. */
  readonly name: string;
  readonly port: number;
  /** Address for clients on this machine, credentials included where the URL carries them. */
  readonly url: string;
  /** Makes folders, files and, for PostgreSQL at the very first start, the cluster. Safe to repeat. */
  prepare(): Promise<void>;
  readonly command: ProgramCommand;
  /** Whether it answers clients now. Never throws; takes a second at most. */
  isReady(): Promise<boolean>;
  /** The signal that ends it quickly and cleanly. */
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
}

/** The plan of a server that a station runs. */
export interface ServerPlan extends LaunchPlan {
  readonly name: 'nats' | 'redis' | 'postgres';
}

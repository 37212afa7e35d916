import { readFileSync } from 'node:fs';

/** A process for certain: ids are used again, but not with the same start time in the same run of the machine. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks from the machine's start to the process's. */
  startTicks: string;
  bootId: string;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Who runs under this id now; undefined when nobody does, or one that has ended and was not yet waited for. */
export function identify(pid: number): ProcessIdentity | undefined {
  // The name, in parentheses, may hold spaces and parentheses; state and numbers follow the last one.
  const fields = read(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ');
  const startTicks = fields?.[19];
  if (startTicks === undefined || fields?.[0] === 'Z') return undefined;
  return { pid, startTicks, bootId: read('/proc/sys/kernel/random/boot_id') ?? '' };
}

/** Whether that very process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = identify(identity.pid);
  return now !== undefined && now.startTicks === identity.startTicks && now.bootId === identity.bootId;
}

import { readFileSync } from 'node:fs';

/** Connections besides listeners: who asks for status, and who has not asked yet. */
export const OTHER_CONNECTIONS = 500;
/** NATS, logs, encoders of MP3, and what Node itself opens. */
const OWN_FILES = 100;
/** A station has up to 100 relays, which one edge may have to feed alone: each has a line, and one more to tell a title. */
const RELAY_FILES = 200;

/** How many listeners fit into the process's open files. */
export interface ListenerRoom {
  listeners: number;
  others: number;
  /** What to tell the operator; undefined when everybody fits. */
  problem?: string;
}

/**
 * Reads the limit of open files from `/proc/self/limits` (Linux, proc(5)); Node has raised the soft limit to the hard one
 * by then, as every process of ours does for its children too.
 *
 * @returns undefined where it is not told or unlimited
 */
export function parseOpenFileLimit(text: string): number | undefined {
  const soft = /^Max open files\s+(\S+)/m.exec(text)?.[1];
  return soft !== undefined && /^\d+$/.test(soft) ? Number(soft) : undefined;
}

/** The limit of this process; undefined where the system does not tell. */
export function readOpenFileLimit(): number | undefined {
  try {
    return parseOpenFileLimit(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return undefined;
  }
}

/** Makes room for listeners: a connection that finds no file fails where nobody can be told why. */
export function listenerRoom(wanted: number, openFiles: number | undefined): ListenerRoom {
  const needed = wanted + OTHER_CONNECTIONS + RELAY_FILES + OWN_FILES;
  if (openFiles === undefined || openFiles >= needed) return { listeners: wanted, others: OTHER_CONNECTIONS };
  const others = Math.min(OTHER_CONNECTIONS, Math.floor(openFiles / 4));
  const relays = Math.min(RELAY_FILES, Math.floor(openFiles / 4));
  const listeners = Math.max(1, Math.min(wanted, openFiles - others - relays - OWN_FILES));
  const problem =
    `only ${openFiles} files may be open at once: ${listeners} listeners fit, not EDGE_MAX_LISTENERS (${wanted}). ` +
    `Raise the hard limit to ${needed} or more (systemd: LimitNOFILE=, containers: ulimits nofile, shell: ulimit -Hn) and start again`;
  return { listeners, others, problem };
}

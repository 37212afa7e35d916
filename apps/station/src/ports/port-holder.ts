import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Numbers of the sockets that listen on a port, from the kernel's tables. */
function listeningInodes(port: number): Set<string> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (tryRead(() => readFileSync(table, 'utf8')) ?? '').split('\n')) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(`:${hex}`) && fields[3] === '0A' && fields[9] !== undefined) inodes.add(fields[9]);
    }
  }
  return inodes;
}

/** The program that listens on a TCP port, as far as this user may know. */
export function portHolder(port: number): { pid: number; name: string } | undefined {
  const sockets = new Set([...listeningInodes(port)].map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return undefined;
  for (const pid of (tryRead(() => readdirSync('/proc')) ?? []).filter((name) => /^\d+$/.test(name))) {
    const open = tryRead(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
    if (!open.some((fd) => sockets.has(tryRead(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? ''))) continue;
    return { pid: Number(pid), name: tryRead(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()) ?? 'a program' };
  }
  return undefined;
}

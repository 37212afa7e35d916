import { portProblem } from '@longwave/backing-servers';
import { portHolder } from './port-holder';

/** A port that a setting names. */
export interface WantedPort {
  setting: string;
  port: number;
  address: string;
}

async function problemOf({ setting, port, address }: WantedPort): Promise<string | undefined> {
  const problem = await portProblem(port, address);
  switch (problem) {
    case undefined:
      return undefined;
    case 'EADDRINUSE': {
      const holder = portHolder(port);
      const who = holder ? `by ${holder.name} (pid ${holder.pid})` : `by another program (\`ss -ltnp\` as root shows which)`;
      return `Longwave needs port ${port}, which is taken ${who}: end that, or set ${setting} to a free port.`;
    }
    case 'EACCES':
      return `Longwave may not listen on port ${port}: set ${setting} to one from 1024 up, or let it (setcap cap_net_bind_service).`;
    case 'EADDRNOTAVAIL':
      return `Longwave cannot listen on BIND_ADDRESS: this machine has no such address.`;
    default:
      return `Longwave cannot listen on port ${port} (${problem}): see ${setting} and BIND_ADDRESS.`;
  }
}

/** A line for each port that cannot be used. Two settings need two ports, even at different addresses, one of which may be 0.0.0.0. */
export async function checkPorts(ports: readonly WantedPort[]): Promise<string[]> {
  const lines: string[] = [];
  const seen = new Map<number, string>();
  for (const wanted of ports) {
    const other = seen.get(wanted.port);
    seen.set(wanted.port, wanted.setting);
    const problem = other === undefined ? await problemOf(wanted) : `${other} and ${wanted.setting} are the same port, ${wanted.port}.`;
    if (problem !== undefined && !lines.includes(problem)) lines.push(problem);
  }
  return lines;
}

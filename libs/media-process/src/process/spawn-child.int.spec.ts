import { waitFor } from '@longwave/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { getPriority } from 'node:os';
import { lowerPriority } from './spawn-child';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function sleeper(...nice: string[]): number {
  const [file = '', ...args] = [...nice, 'sleep', '60'];
  const child = spawn(file, args, { stdio: 'ignore' });
  children.push(child);
  return child.pid ?? 0;
}

describe('lowerPriority', () => {
  it('adds to the priority of this process', () => {
    const pid = sleeper();
    lowerPriority(pid, 3);
    expect(getPriority(pid)).toBe(Math.min(19, getPriority() + 3));
    lowerPriority(pid, 100);
    expect(getPriority(pid)).toBe(19);
  });

  it('takes back nothing of what was given away, which only root could', async () => {
    const nicer = Math.min(19, getPriority() + 5);
    const pid = sleeper('nice', '-n', '5');
    await waitFor(() => getPriority(pid) === nicer, { what: 'nice' });
    for (const niceness of [0, 2]) lowerPriority(pid, niceness);
    expect(getPriority(pid)).toBe(nicer);
  });

  it('does nothing to a process that has ended', async () => {
    const pid = sleeper();
    const gone = new Promise((resolve) => children[0]?.once('exit', resolve));
    children[0]?.kill('SIGKILL');
    await gone;
    expect(() => lowerPriority(pid, 5)).not.toThrow();
  });
});

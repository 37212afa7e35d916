// The client of the bench: compiled here, run beside the server, which is measured from outside meanwhile.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const TICKS_PER_SECOND = 100;
const source = path.join(import.meta.dirname, 'listeners.c');

/** @returns the program */
export function compileClient(folder) {
  const file = path.join(folder, 'listeners');
  execFileSync('cc', ['-O2', '-Wall', '-o', file, source], { stdio: 'inherit' });
  return file;
}

/** Seconds of processor time that a process has used, all threads, and of that in the kernel. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  const [user, system] = [Number(fields[11]) / TICKS_PER_SECOND, Number(fields[12]) / TICKS_PER_SECOND];
  return { total: user + system, system };
}

/** Seconds that all processors together were busy. */
function busySeconds() {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}

function pssMegabytes(pid) {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024;
}

const look = (pid) => ({ cpu: cpuOf(pid), busy: busySeconds(), at: performance.now() });

/** Lets the listeners listen. @returns what they got, and what the server used while all were there */
export async function runClient(file, { listeners, seconds, stalled, rate, port, path: mount, reference, pid }) {
  const child = spawn(file, [port, mount, listeners, rate, seconds, stalled, reference.port, reference.path].map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  // As the server is: what is measured is when bytes came, not when this program was let to look.
  if (process.getuid() === 0) os.setPriority(child.pid, -5);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let before, after, memoryMb, heard, clientBefore, clientAfter;
  const loadBefore = os.loadavg()[0];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'steady') [before, clientBefore] = [look(pid), cpuOf(child.pid)];
    else if (line === 'over') [after, memoryMb, clientAfter] = [look(pid), pssMegabytes(pid), cpuOf(child.pid)];
    else heard = JSON.parse(line);
  }
  const code = await ended;
  if (code !== 0 || !heard) throw new Error(`the listeners ended with ${code}`);
  const elapsed = (after.at - before.at) / 1000;
  const share = (seconds) => Number(((seconds / elapsed) * 100).toFixed(2));
  const others = after.busy - before.busy - (after.cpu.total - before.cpu.total) - (clientAfter.total - clientBefore.total);
  return {
    cpuPercent: share(after.cpu.total - before.cpu.total), cpuInKernelPercent: share(after.cpu.system - before.cpu.system), memoryMb: Math.round(memoryMb),
    clientCpuPercent: share(clientAfter.total - clientBefore.total), othersCpuPercent: share(others), loadBefore, loadAfter: os.loadavg()[0], heard,
  };
}

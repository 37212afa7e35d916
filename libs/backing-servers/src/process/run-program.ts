import { spawn } from 'node:child_process';
import type { ProgramCommand } from './server-plan';

/**
 * Runs a program to its end.
 *
 * @param input is written to its stdin
 * @throws Error with the last lines of its output when it could not start or did not exit with 0
 */
export function runProgram(command: ProgramCommand, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const { file, args, cwd, env, uid, gid } = command;
    const child = spawn(file, args, { cwd, env, ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const text = Buffer.concat(output).toString('utf8');
      if (code === 0) resolve(text);
      else reject(new Error(`${file} ended with ${String(code)}: ${text.trim().split('\n').slice(-5).join(' · ')}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

import { spawn } from 'node:child_process';

/** What a program said and how it ended. */
export interface ToolResult {
  code: number | null;
  output: string;
}

/** Runs a program on bytes and waits for its end. */
export function runTool(program: string, args: readonly string[], input: Uint8Array): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString('utf8').slice(0, 20_000)));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
    // A program that has seen enough closes its end.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(input);
  });
}

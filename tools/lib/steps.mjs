// Shows what is being prepared, one line a step, and keeps what the commands said in a log file for when one fails.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A failure that one line explains to the person at the terminal; anything else thrown is a bug and keeps its stack. */
export class StepFailed extends Error {}

const isTerminal = process.stdout.isTTY === true;
/** How often a step without a terminal says that it is still alive. */
const heartbeatMs = 15_000;

let logFile;

/** Where the commands' output goes, made when the first one runs: a warm start writes nothing. */
export function logPath() {
  logFile ??= path.join(mkdtempSync(path.join(tmpdir(), 'longwave-install-')), 'install.log');
  return logFile;
}

/** Removes the log once all went well; nobody would look for it. */
export function discardLog() {
  if (logFile) rmSync(path.dirname(logFile), { recursive: true, force: true });
  logFile = undefined;
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

function line(title, text) {
  return `  ${title.padEnd(16)}${text}`;
}

/**
 * Runs one step and shows its progress: on a terminal in place, elsewhere as a line when it begins to take long and
 * then every 15 s.
 *
 * @param work gets `report(text)`, called with how far it is; what it returns is shown as the result
 */
export async function step(title, work) {
  const started = Date.now();
  let latest = 'started';
  let lastShown = started;
  const show = () => {
    if (isTerminal) {
      process.stdout.write(`\r\x1b[K${line(title, `${latest} (${seconds(started)})`).slice(0, (process.stdout.columns ?? 80) - 1)}`);
    } else if (Date.now() - lastShown >= heartbeatMs) {
      lastShown = Date.now();
      console.log(line(title, `${latest} (${seconds(started)})`));
    }
  };
  const report = (text) => {
    const isFirst = latest === 'started';
    latest = text;
    if (isFirst && !isTerminal) console.log(line(title, text));
  };
  const ticker = setInterval(show, isTerminal ? 200 : 1_000);
  try {
    const result = await work(report);
    if (isTerminal) process.stdout.write('\r\x1b[K');
    const took = Date.now() - started > 500 ? ` (${seconds(started)})` : '';
    console.log(line(title, `${result}${took}`));
  } catch (error) {
    if (isTerminal) process.stdout.write('\r\x1b[K');
    throw error;
  } finally {
    clearInterval(ticker);
  }
}

/**
 * Passes Ctrl-C and SIGTERM on to a child and lets this process live until the child has ended, so that what must be
 * put back in order afterwards is.
 *
 * @returns a function that ends the passing on and tells the exit code of the signal that came, if any
 */
function passSignalsTo(child) {
  let code;
  const onInterrupt = () => {
    code = 130;
    child.kill('SIGINT');
  };
  const onTerminate = () => {
    code = 143;
    child.kill('SIGTERM');
  };
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  return () => {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
    return code;
  };
}

/**
 * Runs a command without a shell; both its outputs go to the log.
 *
 * @param onLine sees each line, for progress
 * @returns its exit code, 130 or 143 when interrupted, and where in the log its output begins
 */
export function run(argv, { env = {}, cwd, onLine = () => {} } = {}) {
  const [file, ...args] = argv;
  appendFileSync(logPath(), `\n$ ${argv.join(' ')}\n`);
  const from = statSync(logPath()).size;
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const signalled = passSignalsTo(child);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (text) => {
        appendFileSync(logPath(), `${text}\n`);
        onLine(text);
      });
    }
    // Only a failed start resolves here: a signal that may not be sent (to sudo, say) is an error event as well.
    child.on('error', (error) => {
      appendFileSync(logPath(), `${error.message}\n`);
      if (child.pid === undefined) resolve({ code: signalled() ?? 127, from });
    });
    child.on('close', (code) => resolve({ code: signalled() ?? code ?? 137, from }));
  });
}

const causes = [
  [/no space left|ENOSPC/i, 'the disk is full', 'make room'],
  [/EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|temporary failure resolving|could not resolve|could not connect|connection timed out|failed to fetch|network is unreachable/i, 'the network or the package server cannot be reached', 'check the connection'],
  [/could not get lock|unable to acquire the dpkg/i, 'another package installation is running', 'wait for it to end'],
  [/dpkg was interrupted/i, 'an earlier package installation was cut off', 'run "dpkg --configure -a" as root'],
  [/unable to locate package|no installation candidate/i, "this system's package sources do not have all of them", 'add a source that does'],
  [/EACCES|permission denied|read-only file system/i, 'this user may not write there', 'check who owns the folder'],
  [/can only install packages when your package\.json and package-lock\.json/i, 'package-lock.json does not match package.json', 'run "npm install"'],
  [/gyp ERR!|make: \*\*\*/, 'a native module did not compile', 'read the compiler errors'],
];

/**
 * The one line that ends a failed step: what failed, why as far as its output tells, what to do, where the rest is.
 *
 * @param what such as `could not install the npm packages`
 * @param from the `from` of the run that failed
 */
export function explain(what, from = 0) {
  const said = readFileSync(logPath()).subarray(from).toString('utf8');
  const complaint = said.split('\n').findLast((text) => /^(E:|dpkg: error|npm error (?!A complete log|code)|error\b)/i.test(text));
  const unknown = [undefined, complaint?.trim().slice(0, 200) ?? 'it did not say why', 'mend it'];
  const [, why, remedy] = causes.find(([pattern]) => pattern.test(said)) ?? unknown;
  return new StepFailed(`Longwave ${what}: ${why}; ${remedy} and run it again. Full log: ${logPath()}`);
}

/** Runs the whole of a tool: a StepFailed becomes its one line on stderr and exit code 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Severity, as in the logs. */
export const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = (typeof levels)[number];

/** One line of the log: pino's fields, one JSON object a line. */
export interface LogLine {
  level: Level;
  /** ISO 8601. */
  time: string;
  service: string;
  msg: string;
  [field: string]: unknown;
}

const isLevel = (value: unknown): value is Level => levels.some((level) => level === value);

const textOr = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback);

/**
 * Reads what a child wrote. A line that is no log line becomes one of the level given: a stack trace on standard error,
 * a warning of Node, the output of a server.
 */
export function readLogLine(text: string, service: string, level: Level, now: Date): LogLine {
  if (text.startsWith('{')) {
    try {
      const found = JSON.parse(text) as Record<string, unknown>;
      if (isLevel(found.level) && typeof found.time === 'string') {
        return { ...found, level: found.level, time: found.time, service: textOr(found.service, service), msg: textOr(found.msg, '') };
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return { level, time: now.toISOString(), service, msg: text };
}

/** Whether a line is at least as severe as a level. */
export function isAtLeast(line: Pick<LogLine, 'level'>, level: Level): boolean {
  return levels.indexOf(line.level) >= levels.indexOf(level);
}

const colours: Record<Level, string> = { trace: '90', debug: '90', info: '36', warn: '33', error: '31', fatal: '41;97' };
/** What of a line's other fields a person wants to see. */
const told = ['reason', 'channelId', 'code', 'path', 'file'];

/** A line for people: time, service, level, message, and the cause of an error. Control characters are shown as spaces. */
export function prettyLine(line: LogLine, { colour }: { colour: boolean }): string {
  const paint = (code: string, text: string): string => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  const time = new Date(line.time);
  const clock = Number.isNaN(time.getTime()) ? '--:--:--' : time.toTimeString().slice(0, 8);
  const error = line.err as { message?: unknown } | undefined;
  const cause = typeof error?.message === 'string' && error.message !== line.msg ? `: ${error.message}` : '';
  const fields = told.filter((name) => ['string', 'number'].includes(typeof line[name])).map((name) => `${name}=${String(line[name])}`);
  const text = [`${line.msg}${cause}`, ...fields].join(' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
  return `${paint('90', clock)} ${line.service.padEnd(8)} ${paint(colours[line.level], line.level.padEnd(5))} ${text}`;
}

import { isAtLeast, prettyLine, readLogLine } from './log-line';

const now = new Date('2026-11-20T10:00:00Z');

it('keeps the line of a child as it is', () => {
  const text = '{"level":"warn","time":"2026-11-20T09:00:00.000Z","service":"mixer","pid":7,"channelId":1,"msg":"late"}';
  expect(readLogLine(text, 'x', 'info', now)).toEqual(JSON.parse(text));
});

it.each(['plain text', '{"level":"warn"', '{"level":"loud","time":"x"}', '{"a":1}', '[1]', ''])('takes %j for the message of a line', (text) => {
  expect(readLogLine(text, 'redis', 'info', now)).toEqual({ level: 'info', time: now.toISOString(), service: 'redis', msg: text });
});

it('shows time, service, level, message and cause, and no control characters', () => {
  const line = { level: 'error' as const, time: now.toISOString(), service: 'control', msg: 'could not\nimport', err: { message: 'no\u001b[2Jspace' }, code: 'DISK_FULL' };
  const clock = now.toTimeString().slice(0, 8);
  expect(prettyLine(line, { colour: false })).toBe(`${clock} control  error could not import: no [2Jspace code=DISK_FULL`);
});

it('orders severities', () => {
  expect(isAtLeast({ level: 'error' }, 'warn')).toBe(true);
  expect(isAtLeast({ level: 'info' }, 'warn')).toBe(false);
});

import { isWholeAnswer } from './is-whole-answer';

const whole = [
  'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 403 Forbidden\r\ncontent-length:5 \r\nServer: x\r\n\r\né in',
  'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nno 0\r\n0\r\n\r\n',
  'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
];

it.each(whole)('sees the end of %j, and not before it', (text) => {
  const bytes = Buffer.from(text);
  expect(isWholeAnswer(bytes)).toBe(true);
  for (let length = 0; length < bytes.length; length += 1) expect(isWholeAnswer(bytes.subarray(0, length))).toBe(false);
});

it.each(['HTTP/1.0 403 Forbidden\r\n\r\nin use', 'HTTP/1.0 403 Forbidden\r\n\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.1 403 x\r\nContent-Length: -1\r\n\r\n', ''])('cannot tell of %j', (text) => {
  expect(isWholeAnswer(Buffer.from(text))).toBe(false);
});

import { parseRelayTarget } from '@longwave/contracts';
import fc from 'fast-check';
import { RelayError } from './relay-error';
import { isTitleTaken, readSourceAnswer, sourceRequest, titleRequest } from './source-messages';

const target = parseRelayTarget('icecast://so%20urce:p%40ss%C3%A9@[fd00::5]:8000/radio.ogg')!;
const facts = { contentType: 'audio/ogg', name: 'Tëst', description: 'For tests', genre: 'Various', kbps: 128, url: 'https://radio.example' } as const;

describe('sourceRequest', () => {
  it('is a PUT that asks first, with who we are and what comes', () => {
    expect(sourceRequest(target, facts).split('\r\n')).toEqual([
      'PUT /radio.ogg HTTP/1.1', 'Host: [fd00::5]:8000', `Authorization: Basic ${Buffer.from('so urce:p@ssé').toString('base64')}`, 'User-Agent: Longwave', 'Content-Type: audio/ogg',
      'Ice-Public: 0', 'Ice-Name: Tëst', 'Ice-Description: For tests', 'Ice-Genre: Various', 'Ice-Bitrate: 128', 'Ice-Url: https://radio.example', 'Expect: 100-continue', '', '',
    ]);
  });

  it('lets no text begin a header of its own', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (text) => {
      const lines = sourceRequest(target, { ...facts, name: text, description: `x\r\nEvil: ${text}`, genre: `${text}\n\n` }).split(/\r\n|\r|\n/);
      expect(lines).toHaveLength(14);
      expect(lines.filter((line) => line === '')).toHaveLength(2);
    }));
  });
});

it('tells a title in a query that nothing can break out of', () => {
  const [line = ''] = titleRequest(target, 'Ann & Bob – 100 % #1\r\nX: y&mount=/z').split('\r\n');
  const asked = new URL(line.split(' ')[1] ?? '', 'http://x');
  expect(line).toMatch(/^GET \/admin\/metadata\?\S+ HTTP\/1\.0$/);
  expect(Object.fromEntries(asked.searchParams)).toEqual({ mode: 'updinfo', mount: '/radio.ogg', charset: 'UTF-8', song: 'Ann & Bob – 100 % #1\r\nX: y&mount=/z' });
});

describe('readSourceAnswer', () => {
  it.each(['HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.0 200 OK\r\n\r\n', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\n'])('goes on after %j', (text) => {
    expect(readSourceAnswer(text, false, target)).toBe('go');
    for (let length = 0; length < text.indexOf('\r\n\r\n') + 4; length += 1) expect(readSourceAnswer(text.slice(0, length), false, target)).toBeUndefined();
  });

  it.each([
    ['HTTP/1.0 401 Authentication Required\r\nServer: x\r\n\r\n', 'refused-user', /user or password/],
    ['HTTP/1.0 403 Forbidden\r\n\r\nMountpoint in use', 'broken', /in use/],
    ['HTTP/1.0 403 Forbidden\r\n\r\n<html>Content-type not <b>supported</b></html>', 'refused', /not supported/],
    ['HTTP/1.0 404 Not Found\r\n\r\n', 'refused', /404 Not Found/],
    ['HTTP/1.0 500 Internal\r\n\r\n', 'broken', /500/],
    ['', 'broken', /without an answer/],
    ['SSH-2.0-OpenSSH\r\n', 'broken', /does not speak HTTP/],
  ])('tells what %j means', (text, kind, message) => {
    const read = () => readSourceAnswer(text, true, target);
    expect(read).toThrow(RelayError);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ kind }));
  });

  it.each(['400 Bad Request', '403 Forbidden', '500 Internal'])('tells no password when a target that answers %s tells our request back', (status) => {
    for (const around of ['', 'x'.repeat(20), 'x'.repeat(60)]) {
      const request = sourceRequest(target, facts);
      const read = () => readSourceAnswer(`HTTP/1.1 ${status}\r\n\r\n<pre>${around} ${request.slice(request.indexOf('Authorization'))} p@ssé p%40ss%C3%A9</pre>`, true, target);
      expect(read).toThrow(/\*\*\*|xxx/);
      const credentials = Buffer.from('so urce:p@ssé').toString('base64');
      for (const secret of ['p@ss', 'p%40', credentials.slice(0, 8)]) expect(read).not.toThrow(secret);
    }
    const inStatus = () => readSourceAnswer(`HTTP/1.1 ${status.slice(0, 3)} no p@ssé\r\n\r\n`, true, target);
    expect(inStatus).toThrow(`${status.slice(0, 3)} no ***`);
  });

  it('throws nothing else, whatever comes', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.boolean(), (text, isEnd) => {
      for (const answer of [text, `HTTP/1.1 ${text}`]) {
        try {
          readSourceAnswer(answer, isEnd, target);
        } catch (error) {
          expect(error).toBeInstanceOf(RelayError);
        }
      }
    }));
  });
});

it.each([
  ['HTTP/1.0 200 OK\r\n\r\n<iceresponse><message>Metadata update successful</message><return>1</return></iceresponse>', true],
  ['HTTP/1.0 200 OK\r\n\r\n<iceresponse><message>Mountpoint will not accept URL updates</message><return>1</return></iceresponse>', false],
  ['HTTP/1.0 401 Authentication Required\r\n\r\n', false],
  ['', false],
])('reads %j', (answer, isTaken) => {
  expect(isTitleTaken(answer)).toBe(isTaken);
});

import fc from 'fast-check';
import { maskSecret } from './mask-secret';

const target = { user: 'so urce', password: 'p@ss "é" &1' };

it.each([
  ['as it is', target.password],
  ['percent-encoded', encodeURIComponent(target.password)],
  ['percent-encoded in small letters', 'p%40ss%20%22%c3%a9%22%20%261'],
  ['as a form', 'p%40ss+%22%C3%A9%22+%261'],
  ['as HTML', 'p@ss &quot;é&quot; &amp;1'],
  ['as JSON', 'p@ss \\"é\\" &1'],
])('masks the password %s', (_how, written) => {
  expect(maskSecret(`before ${written} after ${written}`, target)).toBe('before *** after ***');
});

it.each(['utf8', 'latin1'] as const)('masks Basic credentials in %s', (encoding) => {
  const credentials = Buffer.from(`${target.user}:${target.password}`, encoding).toString('base64');
  expect(maskSecret(`Authorization: Basic ${credentials}\r\n`, target)).toMatch(/^Authorization: Basic \*\*\*=*\r\n$/);
});

it('leaves no password standing, whatever is around it', () => {
  // Letters that no mask has.
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '%', '&'), minLength: 1, maxLength: 8 });
  fc.assert(fc.property(letters, letters, letters, letters, (user, password, before, after) => {
    expect(maskSecret(`${before}${password}${after}`, { user, password })).not.toContain(password);
  }));
});

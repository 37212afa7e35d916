import en from './en.json';
import { errorText } from './error-text';

const error = (code: string, details: Record<string, unknown> = {}, message = 'the server’s words') => ({ code, message, details });

describe('errorText', () => {
  it('tells the limit', () => {
    expect(errorText(error('QUEUE_LIMIT_REACHED', { limit: 3 }), en.errors)).toBe(
      'You already have 3 songs waiting, which is the limit. Ask again when one of them has been played.',
    );
  });

  it('tells how long to wait', () => {
    expect(errorText(error('RATE_LIMITED', { retry_after_seconds: 42 }), en.errors)).toContain('in 42 seconds');
  });

  it('has the server’s words for a code that it does not know, and when a detail is missing', () => {
    expect(errorText(error('MADE_UP_LATER'), en.errors)).toBe('the server’s words');
    expect(errorText(error('constructor'), en.errors)).toBe('the server’s words');
    expect(errorText(error('QUEUE_LIMIT_REACHED', {}), en.errors)).toBe('the server’s words');
  });

  it('says that the station cannot be reached when there was no answer', () => {
    expect(errorText(new TypeError('Failed to fetch'), en.errors)).toBe(en.errors.NETWORK);
    expect(errorText(undefined, en.errors)).toBe(en.errors.NETWORK);
  });
});

import { AddEntryRequest, AppError, UpdateChannelRequest } from '@longwave/contracts';
import fc from 'fast-check';
import { validateRequest } from './validate-request';
import { decodeJson, encodeError, MAX_RPC_BYTES } from './wire';

const good = { channelId: 1, trackId: '018f3c1e-5b7a-7c3e-9a0e-0f6f3f2a1b4c', userId: 'guest:1' };
const bytes = (text: string) => new TextEncoder().encode(text);

function codeOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
}

describe('validateRequest', () => {
  it('makes an instance of the DTO', () => {
    expect(validateRequest(AddEntryRequest, good)).toBeInstanceOf(AddEntryRequest);
  });

  it.each([
    ['an unknown field', { ...good, admin: true }],
    ['a wrong type', { ...good, channelId: '1' }],
    ['a number out of range', { ...good, channelId: 0 }],
    ['a fraction', { ...good, channelId: 1.5 }],
    ['a string that is too long', { ...good, userId: 'x'.repeat(65) }],
    ['an object where a string belongs', { ...good, userId: { length: 3 } }],
    ['a missing field', { channelId: 1 }],
    ['a list', [good]],
    ['null', null],
    ['text', 'x'],
    ['a polluting field', JSON.parse('{"channelId":1,"__proto__":{"isVip":true}}')],
  ])('refuses %s', (_what, value) => {
    expect(codeOf(() => validateRequest(AddEntryRequest, value))).toBe('BAD_REQUEST');
  });

  it('refuses what is nested too deeply', () => {
    const deep = JSON.parse(`${'{"x":'.repeat(30_000)}1${'}'.repeat(30_000)}`) as object;
    expect(codeOf(() => validateRequest(AddEntryRequest, { ...good, ...deep }))).toBe('BAD_REQUEST');
  });

  it('names every problem and repeats no value', () => {
    try {
      validateRequest(AddEntryRequest, { channelId: 'hunter2', trackId: 'hunter2', userId: '' });
      throw new Error('accepted');
    } catch (error) {
      const body = JSON.stringify((error as AppError).toBody());
      for (const field of ['channelId', 'trackId', 'userId']) expect(body).toContain(field);
      expect(body).not.toContain('hunter2');
    }
  });

  it('lets a field be null only where the DTO says so', () => {
    expect(validateRequest(UpdateChannelRequest, { channelId: 1, fallbackPlaylistId: null }).fallbackPlaylistId).toBeNull();
  });

  it('answers anything with an instance or BAD_REQUEST', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const result = codeOf(() => validateRequest(AddEntryRequest, value));
        expect(result === 'BAD_REQUEST' || result instanceof AddEntryRequest).toBe(true);
      }),
    );
  });
});

describe('the wire', () => {
  it('takes an empty message for an empty object', () => {
    expect(decodeJson(new Uint8Array())).toEqual({});
  });

  it.each([
    ['text that is not JSON', bytes('{'), 'BAD_REQUEST'],
    ['bytes that are not UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'BAD_REQUEST'],
    ['too much', new Uint8Array(MAX_RPC_BYTES + 1), 'BODY_TOO_LARGE'],
  ])('refuses %s', (_what, message, code) => {
    expect(codeOf(() => decodeJson(message))).toBe(code);
  });

  it('hides what an unexpected error says', () => {
    const { data, headers } = encodeError(new Error('password is hunter2'));
    expect(decodeJson(data)).toMatchObject({ code: 'INTERNAL' });
    expect(new TextDecoder().decode(data)).not.toContain('hunter2');
    expect(headers.get('Nats-Service-Error-Code')).toBe('INTERNAL');
  });
});

import { userLabel } from './user-label';

describe('userLabel', () => {
  it('knows oneself, operators and others', () => {
    expect(userLabel('guest:4f1c09a2b3d7', 'guest:4f1c09a2b3d7')).toEqual({ kind: 'you' });
    expect(userLabel('guest:4f1c09a2b3d7', undefined)).toEqual({ kind: 'guest', short: '4f1c' });
    expect(userLabel('operator:aa', 'guest:1')).toEqual({ kind: 'operator' });
    expect(userLabel('strange', undefined)).toEqual({ kind: 'guest', short: 'stra' });
  });
});

import 'reflect-metadata';

/**
 * Who may call a handler: everybody; everybody with a token, be it a guest's; operators alone. A handler without one is
 * refused to everybody.
 */
export const accessPolicies = ['public', 'guest', 'operator'] as const;
export type AccessPolicy = (typeof accessPolicies)[number];

const accessKey = Symbol.for('longwave:access');

/** Says who may call a handler. */
export function Access(policy: AccessPolicy): MethodDecorator {
  return (_target, _key, descriptor) => {
    Reflect.defineMetadata(accessKey, policy, descriptor.value as object);
  };
}

/** The policy of a handler, if it has one. */
export function accessOf(handler: object): AccessPolicy | undefined {
  return Reflect.getMetadata(accessKey, handler) as AccessPolicy | undefined;
}

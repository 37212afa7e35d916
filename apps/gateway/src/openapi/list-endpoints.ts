import { accessOf } from '../endpoint/access';
import type { AccessPolicy } from '../endpoint/access';
import { endpointOf } from '../endpoint/endpoint';
import type { FullEndpoint } from '../endpoint/endpoint';

export interface ListedEndpoint {
  endpoint: FullEndpoint;
  access: AccessPolicy;
}

type Controller = new (...dependencies: never[]) => object;

/** Every endpoint of some controllers; one without an access policy is a mistake. */
export function listEndpoints(controllers: readonly Controller[]): ListedEndpoint[] {
  return controllers.flatMap((controller) =>
    Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
      const handler: unknown = (controller.prototype as Record<string, unknown>)[name];
      const endpoint = typeof handler === 'function' ? endpointOf(handler) : undefined;
      if (!endpoint || typeof handler !== 'function') return [];
      const access = accessOf(handler);
      if (!access) throw new Error(`${controller.name}.${name} has no access policy`);
      return [{ endpoint, access }];
    }),
  );
}

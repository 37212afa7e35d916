import type { ErrorCode } from '@longwave/contracts';
import { errorCatalogue } from '@longwave/contracts';
import type { AccessPolicy } from '../endpoint/access';
import type { EndpointDefinition } from '../endpoint/endpoint';

const byAccess: Record<AccessPolicy, readonly ErrorCode[]> = {
  public: [],
  guest: ['UNAUTHENTICATED', 'TOKEN_INVALID', 'RATE_LIMITED'],
  operator: ['UNAUTHENTICATED', 'TOKEN_INVALID', 'FORBIDDEN', 'RATE_LIMITED'],
};

const hasBody = ({ method }: EndpointDefinition) => method !== 'GET' && method !== 'DELETE';

/** Every error an endpoint may answer: those of the calls it makes, of its access policy, input and limit. By status, then code. */
export function endpointErrors(endpoint: EndpointDefinition, access: AccessPolicy): ErrorCode[] {
  const codes = new Set<ErrorCode>([...byAccess[access], ...(endpoint.errors ?? []), 'INTERNAL']);
  if (endpoint.input) codes.add('BAD_REQUEST');
  if (hasBody(endpoint)) for (const code of ['BAD_REQUEST', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const) codes.add(code);
  if (endpoint.limit) codes.add('RATE_LIMITED');
  for (const call of endpoint.calls ?? []) {
    codes.add('SERVICE_UNAVAILABLE');
    for (const code of call.errors) codes.add(code);
  }
  return [...codes].sort((a, b) => errorCatalogue[a].status - errorCatalogue[b].status || (a < b ? -1 : 1));
}

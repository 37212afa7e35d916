import type { HttpMethod } from '../endpoint/endpoint';

/** An address and how it may be asked. */
export interface Route {
  method: HttpMethod;
  path: string;
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function matches(pattern: string, path: string): boolean {
  const source = pattern
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.startsWith('*') ? '.+' : escape(part)))
    .join('/');
  return new RegExp(`^${source}/?$`).test(path);
}

/** How an address may be asked at all; empty when there is nothing at it. HEAD goes with GET. */
export function allowedMethods(path: string, routes: readonly Route[]): string[] {
  const methods = routes.filter((route) => matches(route.path, path)).map(({ method }) => method);
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
}

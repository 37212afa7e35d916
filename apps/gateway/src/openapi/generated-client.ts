import type { OpenAPI3 } from 'openapi-typescript';
import path from 'node:path';
import type { OpenApiDocument } from './build-openapi';

/** The client package, seen from this file compiled or not. */
export const clientFolder = path.resolve(__dirname, '../../../../libs/api-client');

/** The document as it is kept in the repository. */
export function openApiText(document: OpenApiDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** The client's types. */
export async function schemaText(document: OpenApiDocument): Promise<string> {
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  const text = astToString(await openapiTS(document as unknown as OpenAPI3, { alphabetize: false, defaultNonNullable: false }));
  return `// Made from the API's document by apps/gateway/src/openapi/write-openapi.ts; a guard spec compares them.\n\n${text}`;
}

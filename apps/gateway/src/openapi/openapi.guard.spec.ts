import { errorCatalogue } from '@longwave/contracts';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { apiControllers, gatewayOpenApi } from '../controllers';
import { wireName } from '../wire/wire-name';
import { clientFolder, openApiText } from './generated-client';
import { listEndpoints } from './list-endpoints';

const document = gatewayOpenApi();
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

it('is what libs/api-client was made from', () => {
  // Not so? `npm run build && node apps/gateway/dist/openapi/write-openapi.js`
  expect(readFileSync(path.join(clientFolder, 'openapi.json'), 'utf8')).toBe(openApiText(document));
});

it('gives the client the types that are kept', () => {
  // In a process of its own: the generator is an ESM program that prints with the compiler.
  const generator = path.resolve(clientFolder, '../../node_modules/openapi-typescript/bin/cli.js');
  const made = execFileSync(process.execPath, [generator, path.join(clientFolder, 'openapi.json'), '--default-non-nullable', 'false'], { encoding: 'utf8' });
  const kept = readFileSync(path.join(clientFolder, 'src/generated/schema.ts'), 'utf8');
  const body = (text: string) => text.slice(text.indexOf('export interface paths'));
  expect(body(kept)).toBe(body(made));
}, 30_000);

it('describes every operation, parameter and field', () => {
  const bare = [...Object.entries(document.components.schemas)].flatMap(([name, { properties = {} }]) =>
    Object.entries(properties).filter(([, schema]) => name !== 'Error' && !schema.description).map(([field]) => `${name}.${field}`),
  );
  expect(bare).toEqual([]);
  expect(operations.filter(({ summary }) => summary === '')).toEqual([]);
  expect(operations.flatMap(({ parameters = [] }) => parameters).filter(({ description }) => description === '')).toEqual([]);
});

it('speaks snake_case throughout', () => {
  const names = Object.values(document.components.schemas).flatMap(({ properties = {} }) => Object.keys(properties));
  expect(names.filter((name) => name !== wireName(name) || /[A-Z]/.test(name))).toEqual([]);
});

it('tells every error of the calls an operation makes', () => {
  for (const { endpoint } of listEndpoints(apiControllers)) {
    const operation = operations.find(({ operationId }) => operationId === endpoint.id);
    for (const code of (endpoint.calls ?? []).flatMap(({ errors }) => errors)) {
      const response = operation?.responses[errorCatalogue[code].status];
      expect([endpoint.id, Object.keys(response?.content?.['application/json']?.examples ?? {})]).toEqual([endpoint.id, expect.arrayContaining([code])]);
    }
  }
});

it('gives each operation a name of its own', () => {
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

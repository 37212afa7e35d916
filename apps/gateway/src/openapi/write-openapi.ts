import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gatewayOpenApi } from '../controllers';
import { clientFolder, openApiText, schemaText } from './generated-client';

/** Writes what is generated of libs/api-client: `node apps/gateway/dist/openapi/write-openapi.js`, after a build. */
async function write(): Promise<void> {
  const document = gatewayOpenApi();
  writeFileSync(path.join(clientFolder, 'openapi.json'), openApiText(document));
  writeFileSync(path.join(clientFolder, 'src/generated/schema.ts'), await schemaText(document));
}

void write();

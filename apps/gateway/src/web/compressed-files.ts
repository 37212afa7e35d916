import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const makers = {
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 7 }),
};
export type Encoding = keyof typeof makers;

/** The best encoding a client takes, of ours; undefined for none. A weight of 0 forbids one. */
export function chooseEncoding(header: string | undefined): Encoding | undefined {
  const taken = new Map((header ?? '').slice(0, 500).split(',').map((part) => {
    const [name = '', weight = ''] = part.trim().toLowerCase().split(/\s*;\s*/);
    return [name, !/^q=0(\.0*)?$/.test(weight)];
  }));
  return (['br', 'gzip'] as const).find((encoding) => taken.get(encoding) === true);
}

/** Files compressed once and kept, the least lately used given up first. */
export class CompressedFiles {
  private readonly kept = new Map<string, Promise<Buffer>>();

  constructor(private readonly maxFiles = 40) {}

  /** @param etag tells one version of the file from another */
  get(file: string, etag: string, encoding: Encoding): Promise<Buffer> {
    const key = `${encoding} ${etag} ${file}`;
    const bytes = this.kept.get(key) ?? readFile(file).then(makers[encoding]);
    this.kept.delete(key);
    this.kept.set(key, bytes);
    bytes.catch(() => this.kept.delete(key));
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.maxFiles) break;
      this.kept.delete(oldest);
    }
    return bytes;
  }
}

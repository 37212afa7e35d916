import path from 'node:path';

/**
 * A file of this app as Node can load it in a worker: under a test runner, which reads src/, that is its compiled twin.
 *
 * @param folder the caller's `__dirname`
 */
export function compiledFile(folder: string, name: string): string {
  const source = `${path.sep}library${path.sep}src`;
  const at = folder.lastIndexOf(source);
  const compiled = at < 0 ? folder : `${folder.slice(0, at)}${path.sep}library${path.sep}dist${folder.slice(at + source.length)}`;
  return path.join(compiled, name);
}

const { createHash } = require('node:crypto');
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { transformSync, version } = require('@swc/core');
const { swcOptions } = require('../swc-options.cjs');

const self = createHash('sha1')
  .update(readFileSync(__filename))
  .update(readFileSync(require.resolve('../swc-options.cjs')))
  .update(version)
  .digest('hex');

/** The `type` of the nearest package.json decides what a bare .js file is. */
const moduleTypes = new Map();
function isEsmFolder(folder) {
  if (moduleTypes.has(folder)) return moduleTypes.get(folder);
  const file = path.join(folder, 'package.json');
  const parent = path.dirname(folder);
  let esm = false;
  if (existsSync(file)) esm = JSON.parse(readFileSync(file, 'utf8')).type === 'module';
  else if (parent !== folder) esm = isEsmFolder(parent);
  moduleTypes.set(folder, esm);
  return esm;
}

function needsCompiling(filename) {
  if (/\.(tsx?|mjs)$/.test(filename)) return true;
  return filename.endsWith('.js') && isEsmFolder(path.dirname(filename));
}

module.exports = {
  getCacheKey(source, filename) {
    return createHash('sha1').update(self).update(filename).update(String(needsCompiling(filename))).update(source).digest('hex');
  },
  process(source, filename) {
    if (!needsCompiling(filename)) return { code: source };
    // `import.meta` does not exist in CommonJS; the packages that use it only ask where they are.
    const code = source.includes('import.meta')
      ? source
          .replace(/import\.meta\.url/g, "require('node:url').pathToFileURL(__filename).href")
          .replace(/import\.meta\.(dirname|filename)/g, '__$1')
          .replace(/import\.meta\.resolve/g, 'require.resolve')
      : source;
    const options = swcOptions(filename, { sourceMaps: filename.includes('node_modules') ? false : 'inline' });
    return transformSync(code, options);
  },
};

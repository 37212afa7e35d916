/** How TypeScript becomes CommonJS, shared by the build and by Jest so that tests run what ships. */
function swcOptions(filename, { sourceMaps = true } = {}) {
  const typescript = /\.tsx?$/.test(filename);
  return {
    filename,
    sourceMaps,
    swcrc: false,
    configFile: false,
    isModule: true,
    jsc: {
      target: 'es2022',
      parser: typescript
        ? { syntax: 'typescript', decorators: true, tsx: filename.endsWith('x') }
        : { syntax: 'ecmascript' },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
    module: { type: 'commonjs', ignoreDynamic: false },
  };
}

module.exports = { swcOptions };

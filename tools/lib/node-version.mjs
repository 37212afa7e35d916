// Written in the oldest syntax that modules allow, so that an old Node reads it and says what is wrong instead of failing to parse.

/**
 * Says why this Node cannot run Longwave, or nothing when it can. NestJS 12 is ESM only and loaded by `require`, which
 * works without a flag from 20.19 and from 22.12 on; the odd release 21 never had it.
 *
 * @param version such as `20.19.0`, `process.versions.node`
 */
export function problemWithNode(version) {
  const parts = version.split('.').map(Number);
  const major = parts[0];
  const minor = parts[1];
  const isGood = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 23;
  if (isGood) return undefined;
  return (
    'Longwave needs Node.js 22.12 or newer, or 20 from 20.19 on, and this is ' +
    version +
    ': install a newer one, for instance from https://nodejs.org, and run it again'
  );
}

/** Ends the process with one line on stderr when this Node is too old. */
export function requireNode() {
  const problem = problemWithNode(process.versions.node);
  if (!problem) return;
  console.error(problem);
  process.exit(1);
}

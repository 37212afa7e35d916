import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installCommand, missingPackages, notReplaced } from './system-packages.mjs';

const packages = [
  { name: 'here', program: 'longwave-spec-here' },
  { name: 'unreadable', program: 'longwave-spec-plain-file' },
  { name: 'absent', program: 'longwave-spec-absent', unless: 'SPEC_URL' },
];

describe('missingPackages', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'longwave-spec-'));
    writeFileSync(path.join(folder, 'longwave-spec-here'), '#!/bin/sh\n');
    chmodSync(path.join(folder, 'longwave-spec-here'), 0o755);
    writeFileSync(path.join(folder, 'longwave-spec-plain-file'), '');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('names those whose program is not on the PATH or cannot be run', () => {
    const missing = missingPackages(packages, { PATH: `/nowhere:${folder}` });
    expect(missing.map(({ name }: { name: string }) => name)).toEqual(['unreadable', 'absent']);
  });
});

describe('notReplaced', () => {
  it.each([{ SPEC_URL: 'nats://10.0.0.1' }, { SPEC_URL_FILE: '/run/secrets/url' }, { SPEC_URL: '', SPEC_URL_FILE: '/run/secrets/url' }])('leaves out what a server of the owner replaces (%j)', (settings) => {
    expect(notReplaced(packages, settings).map(({ name }: { name: string }) => name)).toEqual(['here', 'unreadable']);
  });

  it.each([{}, { SPEC_URL: '', OTHER_URL: 'nats://10.0.0.1' }])('leaves out nothing else (%j)', (settings) => {
    expect(notReplaced(packages, settings)).toEqual(packages);
  });
});

describe('installCommand', () => {
  it('can be pasted as it is', () => {
    expect(installCommand(['ffmpeg', 'curl'], 'linux')).toBe(
      'sudo apt-get update && sudo apt-get install -y --no-install-recommends ffmpeg curl',
    );
    expect(installCommand(['ffmpeg'], 'darwin')).toBe('brew install ffmpeg');
  });
});

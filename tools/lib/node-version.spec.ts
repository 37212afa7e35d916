import { readFileSync } from 'node:fs';
import path from 'node:path';
import { problemWithNode } from './node-version.mjs';

describe('problemWithNode', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.1.0', '30.0.0'])('is content with %s', (version) => {
    expect(problemWithNode(version)).toBeUndefined();
  });

  it.each(['18.20.4', '20.18.3', '21.7.3', '22.11.0', '0.12.18'])('tells in one line what to do about %s', (version) => {
    const problem = problemWithNode(version) as string;
    expect(problem).toContain(version);
    expect(problem).toContain('20.19');
    expect(problem).not.toContain('\n');
  });
});

describe('what is written elsewhere', () => {
  const root = path.resolve(__dirname, '../..');
  const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');

  it.each([['20.18.9', false], ['20.19.0', true], ['21.9.9', false], ['22.11.9', false], ['22.12.0', true], ['23.0.0', true]] as const)('is what npm is told, which asks for ^20.19.0 || >=22.12.0: %s', (version, isGood) => {
    expect((JSON.parse(text('package.json')) as { engines: { node: string } }).engines.node).toBe('^20.19.0 || >=22.12.0');
    expect(problemWithNode(version) === undefined).toBe(isGood);
  });

  it.each(['README.md', 'CONTRIBUTING.md'])('is what %s says', (file) => {
    expect(text(file)).toMatch(/22\.12 or newer,? \(?or 20 from 20\.19 on/);
  });
});

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

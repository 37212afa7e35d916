import { countByKind, resultLine } from './jest-run.mjs';

function aFile(name: string, statuses: string[], status = statuses.includes('failed') ? 'failed' : 'passed') {
  return { name, status, assertionResults: statuses.map((one) => ({ status: one })) };
}
const kindOf = (file: string) => (file.includes('.int.') ? 'integration' : 'unit');

describe('countByKind', () => {
  it('adds up the files of each kind', () => {
    const testResults = [aFile('a.spec.ts', ['passed', 'passed']), aFile('b.spec.ts', ['failed', 'pending']), aFile('c.int.spec.ts', ['passed'])];
    expect(Object.fromEntries(countByKind({ testResults }, kindOf))).toEqual({
      unit: { passed: 2, failed: 1, skipped: 1 },
      integration: { passed: 1, failed: 0, skipped: 0 },
    });
  });

  it('counts a file that could not run as a failure', () => {
    const testResults = [aFile('a.spec.ts', [], 'failed')];
    expect(countByKind({ testResults }, kindOf).get('unit')).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('resultLine', () => {
  it('names the skipped only if there are any', () => {
    expect(resultLine('unit', { passed: 120, failed: 0, skipped: 0 })).toBe('unit: 120 passed, 0 failed');
    expect(resultLine('e2e', { passed: 3, failed: 1, skipped: 2 })).toBe('e2e: 3 passed, 1 failed, 2 skipped');
  });
});

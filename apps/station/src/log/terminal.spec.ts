import { Terminal } from './terminal';

function recorder(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  return { written, output: { isTTY, columns, write: (text: string) => written.push(text) > 0 } as unknown as ConstructorParameters<typeof Terminal>[0] };
}

it('writes lines above the one that changes in place', () => {
  const { written, output } = recorder(true, 40);
  const terminal = new Terminal(output);
  terminal.progress('library', '1 of 3 files', 0);
  terminal.line('a warning');
  terminal.progress('library', undefined, 10);
  terminal.line('done');
  const shown = '  library         1 of 3 files';
  expect(written.join('')).toBe(`${shown}\r\x1b[Ka warning\n${shown}\r\x1b[Kdone\n`);
});

it.each([[20, '  library         1'], [undefined, '  library         123 of 345 files'], [0, '  library         123 of 345 files']])('fits the line into %s columns', (columns, shown) => {
  const { written, output } = recorder(true, columns);
  new Terminal(output).progress('library', '123 of 345 files', 0);
  expect(written.join('')).toBe(shown);
});

it('without a terminal tells only that something takes long', () => {
  const { written, output } = recorder(false);
  const terminal = new Terminal(output);
  for (const at of [0, 200, 14_000]) terminal.progress('library', `${at}`, at);
  expect(written).toEqual([]);
  terminal.progress('library', '99', 15_001);
  terminal.progress('library', '99', 30_100);
  expect(written).toEqual(['  library         99\n']);
});

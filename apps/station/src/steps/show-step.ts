import { type Terminal, stepLine } from '../log/terminal';

const redrawMs = 200;

/**
 * Waits for one step of the start and shows how far it is.
 *
 * @param work gets `report(text)`; what it returns is shown as the result
 */
export async function showStep(terminal: Terminal, title: string, work: (report: (text: string) => void) => Promise<string>): Promise<void> {
  const started = performance.now();
  let latest = '';
  const took = (): string => `(${((performance.now() - started) / 1000).toFixed(1)} s)`;
  const draw = (): void => terminal.progress(title, `${latest} ${took()}`.trim(), performance.now());
  const ticker = setInterval(draw, redrawMs);
  try {
    const result = await work((text) => (latest = text));
    terminal.progress(title, undefined, performance.now());
    terminal.line(stepLine(title, performance.now() - started > 500 ? `${result} ${took()}` : result));
  } finally {
    clearInterval(ticker);
    terminal.progress(title, undefined, performance.now());
  }
}

import { MediaProcessError } from '../process/media-process-error';
import { livingChildren } from '../process/spawn-child';
import { runFfmpeg } from './run-ffmpeg';

const tone = (seconds: number) => ['-loglevel', 'error', '-f', 'lavfi', '-i', `sine=440:duration=${seconds}`];

describe('runFfmpeg', () => {
  afterEach(() => expect(livingChildren()).toBe(0));

  it('gives what ffmpeg wrote', async () => {
    const { stdout } = await runFfmpeg({ args: [...tone(1), '-ar', '8000', '-ac', '1', '-f', 's16le', 'pipe:1'], timeoutMs: 10_000 });
    expect(stdout).toHaveLength(16_000);
  });

  it('gives what ffmpeg said, for filters that tell their result in the log', async () => {
    const { stderr } = await runFfmpeg({ args: ['-f', 'lavfi', '-i', 'sine=440:duration=2', '-af', 'ebur128=framelog=verbose', '-f', 'null', '-'], timeoutMs: 10_000 });
    expect(stderr).toMatch(/Integrated loudness/);
  });

  it('fails with the last line of the log', async () => {
    const run = runFfmpeg({ args: ['-loglevel', 'error', '-i', 'file:/nowhere.mp3', '-f', 'null', '-'], timeoutMs: 10_000 });
    await expect(run).rejects.toMatchObject({ failure: 'exit', message: expect.stringContaining('No such file') });
  });

  it('refuses protocols other than file and pipe', async () => {
    const run = runFfmpeg({ args: ['-loglevel', 'error', '-i', 'http://127.0.0.1:9/a.mp3', '-f', 'null', '-'], timeoutMs: 10_000 });
    await expect(run).rejects.toThrow(/Invalid argument|whitelist/);
  });

  it('kills what takes too long', async () => {
    const run = runFfmpeg({ args: ['-loglevel', 'error', '-re', '-f', 'lavfi', '-i', 'sine=440', '-f', 'null', '-'], timeoutMs: 200 });
    await expect(run).rejects.toMatchObject({ failure: 'timeout' });
  });

  it('kills what writes too much', async () => {
    const run = runFfmpeg({ args: [...tone(600), '-f', 's16le', 'pipe:1'], timeoutMs: 10_000, maxOutputBytes: 100_000 });
    await expect(run).rejects.toMatchObject({ failure: 'output-limit' });
  });

  it('stops when told to', async () => {
    const abort = new AbortController();
    const run = runFfmpeg({ args: ['-loglevel', 'error', '-re', '-f', 'lavfi', '-i', 'sine=440', '-f', 'null', '-'], timeoutMs: 10_000, signal: abort.signal });
    abort.abort();
    await expect(run).rejects.toBeInstanceOf(MediaProcessError);
  });
});

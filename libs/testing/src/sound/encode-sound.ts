import { spawn } from 'node:child_process';
import { type ToneFormat, encoderArguments } from './make-tone';

/**
 * Encodes sound to a file with ffmpeg.
 *
 * @param pcm interleaved stereo at 48 kHz
 * @throws Error with what ffmpeg said when it fails
 */
export async function encodeSound(pcm: Float32Array, options: { path: string; format?: ToneFormat; tags?: Record<string, string> }): Promise<void> {
  const metadata = Object.entries(options.tags ?? {}).flatMap(([name, value]) => ['-metadata', `${name}=${value}`]);
  const args = ['-v', 'error', '-y', '-f', 'f32le', '-ac', '2', '-ar', '48000', '-i', 'pipe:0', ...metadata, ...encoderArguments(options), options.path];
  const child = spawn('ffmpeg', args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said = (said + text.toString('utf8')).slice(-2000)));
  child.stdin.on('error', () => child.stdin.destroy());
  child.stdin.end(Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`ffmpeg could not make ${options.path}: ${said}`);
}

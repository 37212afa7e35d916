import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { once } from 'node:events';

const { renderTimecode } = createRequire(import.meta.url)('@longwave/audio');

/** Long enough that a track seldom ends while something is measured. */
const TRACK_SECONDS = 900;
const PIECE_SECONDS = 20;

async function makeTrack(file, title, band) {
  const tags = ['-metadata', `title=${title}`, '-metadata', `artist=The ${band} band`];
  const args = ['-v', 'error', '-f', 'f32le', '-ac', '2', '-ar', '48000', '-i', 'pipe:0', ...tags, '-c:a', 'libmp3lame', '-b:a', '128k', file];
  const child = spawn('ffmpeg', args, { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(child, 'close');
  for (let at = 0; at < TRACK_SECONDS; at += PIECE_SECONDS) {
    const { buffer } = renderTimecode(band, PIECE_SECONDS, at);
    if (!child.stdin.write(Buffer.from(buffer))) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`ffmpeg could not make ${file}`);
}

/** Two tracks in which each place can be told by listening, and which can be told apart while they fade into each other. */
export async function makeMusic(folder) {
  mkdirSync(folder, { recursive: true });
  await makeTrack(path.join(folder, 'alpha.mp3'), 'Alpha', 'low');
  await makeTrack(path.join(folder, 'bravo.mp3'), 'Bravo', 'high');
}

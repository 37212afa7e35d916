import { findProgram, runProgram } from '@longwave/backing-servers';
import { CapturedSound, decodeToPcm, freePort, tempFolder, waitFor } from '@longwave/testing';
import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { NullSinks } from './null-sinks';
import { type Player, type RunningPlayer, Talker, plainEnv, withoutRepetitions } from './player';

type Mount = Player['mount'];

/** A program that writes what it plays to a file; what it shows of titles is read off its terminal. */
function recording(name: string, mount: Mount, argsOf: (url: string, file: string) => string[], shown: RegExp): Player {
  return {
    name, mount,
    async start(url) {
      const folder = tempFolder('player');
      const file = path.join(folder, 'heard.wav');
      const talker = new Talker(findProgram(name), argsOf(url, file), { cwd: folder, env: plainEnv(folder) });
      return {
        titles: () => talker.all(shown),
        stop: async () => {
          await talker.end('SIGINT');
          if (!existsSync(file)) throw new Error(`${name} played nothing; it said: ${talker.said.slice(-500)}`);
          return new CapturedSound(await decodeToPcm(file));
        },
      };
    },
  };
}

/** mpv; on Ogg it shows title and artist apart, on MP3 the line of the stream. */
export const mpv = (mount: Mount): Player =>
  recording('mpv', mount, (url, file) => ['--no-config', '--no-video', '--ao=pcm', `--ao-pcm-file=${file}`, url], /^ (?:Title|icy-title): (.*)$/gm);

export const ffmpeg = (mount: Mount): Player =>
  recording('ffmpeg', mount, (url, file) => ['-hide_banner', '-nostdin', '-loglevel', 'verbose', '-i', url, '-y', file], /(?:Metadata update for StreamTitle: |^ +TITLE +: )(.*)$/gm);

export const mpg123 = (): Player => recording('mpg123', '/radio.mp3', (url, file) => ['-v', '-w', file, url], /ICY-META: StreamTitle='(.*)';/g);

const EVERY_MS = 500;

/** Asks again and again what is shown, and keeps it. */
function watch(ask: () => Promise<string>): { seen: string[]; stop: () => void } {
  const seen: string[] = [];
  const timer = setInterval(() => {
    ask().then((title) => title !== '' && seen.push(title), () => undefined);
  }, EVERY_MS);
  return { seen, stop: () => clearInterval(timer) };
}

/** MPD with a recorder for an output, asked by mpc. */
export const mpd = (mount: Mount): Player => ({
  name: 'mpd', mount,
  async start(url): Promise<RunningPlayer> {
    const folder = tempFolder('mpd');
    const [socket, file, config] = ['socket', 'heard.wav', 'mpd.conf'].map((name) => path.join(folder, name)) as [string, string, string];
    const output = `audio_output {\n type "recorder"\n name "recorder"\n encoder "wave"\n format "48000:16:2"\n path "${file}"\n}\n`;
    writeFileSync(config, `music_directory "${folder}"\ndb_file "${folder}/db"\nstate_file "${folder}/state"\nbind_to_address "${socket}"\n${output}`);
    const talker = new Talker(findProgram('mpd'), ['--no-daemon', '--stderr', config], { cwd: folder, env: plainEnv(folder) });
    const mpc = (...args: string[]) => runProgram({ file: findProgram('mpc'), args, cwd: folder, env: { ...plainEnv(folder), MPD_HOST: socket } });
    await waitFor(() => mpc('status').then(() => true), { what: 'MPD' });
    await mpc('add', url);
    await mpc('play');
    const titles = watch(async () => (await mpc('-f', '[%artist% - ]%title%', 'current')).trim());
    return {
      titles: () => withoutRepetitions(titles.seen),
      stop: async () => {
        titles.stop();
        await mpc('stop');
        await talker.end('SIGTERM');
        if (!existsSync(file) || statSync(file).size < 1000) throw new Error(`MPD played nothing; it said: ${talker.said.slice(-500)}`);
        return new CapturedSound(await decodeToPcm(file));
      },
    };
  },
});

const NOBODY = 65_534;

/** VLC without a window, played to a sink, since it writes a file anew each time it opens its output; asked over HTTP. */
export const vlc = (mount: Mount, sinks: NullSinks): Player => ({
  name: 'cvlc', mount,
  async start(url): Promise<RunningPlayer> {
    const folder = tempFolder('vlc');
    // It refuses to run as root.
    chmodSync(folder, 0o777);
    const someone = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    const [port, sink] = [await freePort(), await sinks.record(`vlc${mount.replaceAll(/\W/g, '-')}`)];
    const args = ['-I', 'http', '--http-host', '127.0.0.1', '--http-port', String(port), '--http-password', 'x', '--no-color', '--aout=pulse', url];
    const talker = new Talker(findProgram('cvlc'), args, { cwd: folder, env: { ...plainEnv(folder), ...sink.env }, ...someone });
    const titles = watch(async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/requests/status.json`, { headers: { authorization: `Basic ${Buffer.from(':x').toString('base64')}` } });
      const { information } = (await answer.json()) as { information?: { category: { meta?: { now_playing?: string; artist?: string; title?: string } } } };
      const { now_playing: line, artist, title } = information?.category.meta ?? {};
      return line ?? (artist === undefined ? '' : `${artist} - ${title ?? ''}`);
    });
    return {
      titles: () => withoutRepetitions(titles.seen),
      stop: async () => {
        titles.stop();
        const sound = await sink.stop();
        await talker.end('SIGTERM');
        return sound;
      },
    };
  },
});

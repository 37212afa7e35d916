import { findProgram } from '@longwave/backing-servers';
import { tempFolder, waitFor } from '@longwave/testing';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { NullSinks } from './null-sinks';
import { type Player, type RunningPlayer, Talker, plainEnv } from './player';

/** How a browser is started on an address, in a profile of its own. */
type Command = (address: string, profile: string) => { program: string; args: string[] };

const page = (url: string): string => `<!doctype html><meta charset="utf-8"><audio id="a" autoplay src="${url}"></audio><script>
  const tell = (what) => fetch('/told?' + encodeURIComponent(what));
  for (const kind of ['playing', 'error', 'ended', 'waiting', 'pause']) a.addEventListener(kind, () => tell(kind + (a.error ? ' ' + a.error.message : '')));
</script>`;

/** A page with nothing but an audio element, which tells what became of it. */
async function servePage(url: string): Promise<{ address: string; told: string[]; stop: () => void }> {
  const told: string[] = [];
  const server = createServer((request, response) => {
    const [where = '', what = ''] = (request.url ?? '').split('?');
    if (where === '/told') told.push(decodeURIComponent(what));
    response.writeHead(where === '/told' ? 204 : 200, { 'content-type': 'text/html' }).end(where === '/' ? page(url) : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, told,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function browser(name: string, sinks: NullSinks, commandOf: Command): Player {
  return {
    name, mount: '/radio',
    async start(url): Promise<RunningPlayer> {
      const folder = tempFolder(name);
      const [served, sink] = [await servePage(url), await sinks.record(name)];
      const { program, args } = commandOf(served.address, path.join(folder, 'profile'));
      const talker = new Talker(findProgram(program), args, { cwd: folder, env: { ...plainEnv(folder), ...sink.env } });
      await waitFor(() => served.told.includes('playing'), { timeoutMs: 60_000, what: `sound in ${name}, which said: ${talker.said.slice(-500)}` });
      return {
        // No browser gives a page what is in the stream; what the player's page did tell must be that it plays on.
        titles: () => served.told.filter((what) => what !== 'playing').map((what) => `the page told: ${what}`),
        stop: async () => {
          const sound = await sink.stop();
          await talker.end('SIGTERM');
          served.stop();
          return sound;
        },
      };
    },
  };
}

export const firefox = (sinks: NullSinks): Player =>
  browser('firefox', sinks, (address, profile) => {
    mkdirSync(profile);
    const settings = { 'media.autoplay.default': 0, 'media.autoplay.blocking_policy': 0, 'datareporting.policy.dataSubmissionEnabled': false, 'app.update.enabled': false };
    writeFileSync(path.join(profile, 'user.js'), Object.entries(settings).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`).join('\n'));
    return { program: 'firefox-esr', args: ['--headless', '--no-remote', '--profile', profile, address] };
  });

export const chromium = (sinks: NullSinks): Player =>
  browser('chromium', sinks, (address, profile) => ({
    program: 'chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--autoplay-policy=no-user-gesture-required', `--user-data-dir=${profile}`, address,
    ],
  }));

// Liquidsoap and Icecast as their handbooks set them up, with a supervisor that starts the engine again at once.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { testing } from './longwave.mjs';

const password = 'for this run only';
const programs = { icecast: '/usr/bin/icecast2', liquidsoap: '/usr/bin/liquidsoap' };

/** @throws Error with the command that installs what is missing */
export function requirePeer() {
  const missing = Object.values(programs).filter((file) => !existsSync(file));
  if (missing.length > 0) throw new Error(`${missing.join(', ')} missing: apt-get install --no-install-recommends liquidsoap icecast2`);
}

/** Debian's own account for it: as root it does not run. */
function icecastConfig({ folder, port, listeners }) {
  const owner = process.getuid?.() === 0 ? '<changeowner><user>icecast2</user><group>icecast</group></changeowner>' : '';
  return `<icecast>
  <limits><clients>${listeners + 50}</clients><sources>4</sources><queue-size>524288</queue-size><burst-on-connect>1</burst-on-connect><burst-size>65535</burst-size></limits>
  <authentication><source-password>${password}</source-password><admin-user>admin</admin-user><admin-password>${password}</admin-password></authentication>
  <hostname>127.0.0.1</hostname>
  <listen-socket><port>${port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
  <paths><basedir>/usr/share/icecast2</basedir><logdir>${folder}</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>2</loglevel></logging>
  <security><chroot>0</chroot>${owner}</security>
</icecast>
`;
}

function liquidsoapScript({ musicDir, port }) {
  return `settings.init.allow_root.set(true)
settings.log.file.set(false)
settings.log.stdout.set(true)
music = crossfade(duration=4., playlist(mode="normal", reload_mode="never", "${musicDir}"))
output.icecast(%opus(bitrate=128, vbr="constrained", complexity=10, channels=2, samplerate=48000),
  host="127.0.0.1", port=${port}, password="${password}", mount="radio", fallible=true, music)
`;
}

/** A running pair of them. */
export class LiquidsoapRadio {
  static async start({ folder, musicDir, listeners }) {
    const port = await testing.freePort();
    const radio = new LiquidsoapRadio(folder, port);
    mkdirSync(folder, { recursive: true });
    // Icecast writes its logs under its own account.
    chmodSync(folder, 0o777);
    writeFileSync(path.join(folder, 'icecast.xml'), icecastConfig({ folder, port, listeners }));
    writeFileSync(path.join(folder, 'radio.liq'), liquidsoapScript({ musicDir, port }));
    radio.startedAt = performance.now();
    radio.icecast = spawn(programs.icecast, ['-c', path.join(folder, 'icecast.xml')], { stdio: 'ignore' });
    await testing.waitFor(async () => (await fetch(radio.url('/status-json.xsl'))).ok, { what: 'Icecast' });
    radio.#startEngine();
    await testing.waitFor(() => radio.hasMount(), { timeoutMs: 30_000, what: 'the mount' });
    return radio;
  }

  constructor(folder, port) {
    this.folder = folder;
    this.port = port;
    this.isStopped = false;
    this.said = '';
  }

  url(mount = '/radio') {
    return `http://127.0.0.1:${this.port}${mount}`;
  }

  #startEngine() {
    if (this.isStopped) return;
    this.engine = spawn(programs.liquidsoap, [path.join(this.folder, 'radio.liq')], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.engine.stdout, this.engine.stderr]) stream.on('data', (text) => (this.said = (this.said + text).slice(-8_000)));
    this.engine.once('exit', () => this.#startEngine());
  }

  async hasMount() {
    const controller = new AbortController();
    try {
      return (await fetch(this.url(), { signal: controller.signal })).ok;
    } finally {
      controller.abort();
    }
  }

  /** kill -9 of the engine. @returns when */
  kill() {
    const at = performance.now();
    process.kill(this.engine.pid, 'SIGKILL');
    return { at, signal: 'SIGKILL', instanceId: 'liquidsoap' };
  }

  async stop() {
    this.isStopped = true;
    for (const child of [this.engine, this.icecast]) {
      if (!child || child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
  }
}

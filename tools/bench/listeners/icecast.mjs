// Icecast with settings like ours: 64 KB at once, which is 4 s, and no limit in the way.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import path from 'node:path';
import { start, waitUntil } from './radio.mjs';

const { freePort } = createRequire(import.meta.url)('@longwave/backing-servers');
const PASSWORD = 'bench';

const config = ({ folder, port, listeners }) => `<icecast>
  <limits>
    <clients>${listeners + 1000}</clients><sources>2</sources><queue-size>524288</queue-size><client-timeout>30</client-timeout>
    <header-timeout>15</header-timeout><source-timeout>10</source-timeout><burst-size>65536</burst-size>
  </limits>
  <authentication><source-password>${PASSWORD}</source-password><admin-user>admin</admin-user><admin-password>${PASSWORD}</admin-password></authentication>
  <hostname>localhost</hostname>
  <listen-socket><port>${port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
  <fileserve>0</fileserve>
  <paths><basedir>${folder}</basedir><logdir>${folder}</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>2</loglevel></logging>
  <security><chroot>0</chroot>${process.getuid() === 0 ? '<changeowner><user>nobody</user><group>nogroup</group></changeowner>' : ''}</security>
</icecast>
`;

function isInstalled() {
  try {
    execFileSync('icecast2', ['-v'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return error.code !== 'ENOENT';
  }
}

/** Sends Icecast what the edge sends to a monitor. */
function feed(port, reference, ends) {
  const icecast = connect(port, '127.0.0.1');
  const edge = connect(reference.port, '127.0.0.1', () => edge.write(`GET ${reference.path} HTTP/1.0\r\n\r\n`));
  const basic = Buffer.from(`source:${PASSWORD}`).toString('base64');
  icecast.write(`SOURCE /radio HTTP/1.0\r\nAuthorization: Basic ${basic}\r\nContent-Type: application/ogg\r\n\r\n`);
  let head = Buffer.alloc(0);
  edge.on('data', function readHead(bytes) {
    head = Buffer.concat([head, bytes]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    edge.off('data', readHead);
    icecast.write(head.subarray(end + 4));
    edge.pipe(icecast);
  });
  for (const socket of [icecast, edge]) {
    socket.on('error', () => undefined);
    ends.push(() => socket.destroy());
  }
  icecast.resume();
}

/** @returns its port and process; undefined where it is not installed */
export async function startIcecast(parent, { ends, listeners, reference }) {
  if (!isInstalled()) return undefined;
  const folder = path.join(parent, 'icecast');
  mkdirSync(folder);
  chmodSync(parent, 0o755);
  chmodSync(folder, 0o777);
  const port = await freePort();
  const file = path.join(folder, 'icecast.xml');
  writeFileSync(file, config({ folder, port, listeners }));
  const child = start(ends, 'icecast2', ['-c', file], { stdio: 'ignore' });
  if (process.getuid() === 0) execFileSync('renice', ['-n', '-5', '-p', String(child.pid)], { stdio: 'ignore' });
  const status = async () => (await fetch(`http://127.0.0.1:${port}/status-json.xsl`).then((answer) => answer.json())).icestats;
  await waitUntil('Icecast', () => status().then(() => true, () => false));
  feed(port, reference, ends);
  await waitUntil('a source on Icecast', () => status().then((stats) => stats.source !== undefined, () => false));
  // What its burst is made of.
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  return { port, pid: child.pid, figures: async () => ({ listeners: (await status()).source?.listeners ?? 0 }) };
}

// Debian packages: which are missing, and installing them without starting a service.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findProgram } from './programs.mjs';
import { StepFailed, explain, run } from './steps.mjs';

/**
 * What each command line needs: a Debian package, the program that tells it is there, and the setting that makes it
 * unnecessary because a server of the owner's is used instead.
 */
export const stationPackages = [
  { name: 'ffmpeg', program: 'ffmpeg', brew: 'ffmpeg' },
  { name: 'nats-server', program: 'nats-server', unless: 'NATS_URL', service: true, brew: 'nats-server' },
  { name: 'redis-server', program: 'redis-server', unless: 'REDIS_URL', service: true, brew: 'redis' },
  { name: 'postgresql', program: 'postgres', unless: 'DATABASE_URL', service: true, brew: 'postgresql@17' },
];

/** Needed only while npm compiles native modules. */
export const compilerPackages = [
  { name: 'build-essential', program: 'g++' },
  { name: 'build-essential', program: 'make' },
  { name: 'python3', program: 'python3', brew: 'python3' },
];

/** The tests bring up servers of their own whatever the settings say, and listen with other people's programs. */
export const testPackages = [
  ...stationPackages,
  { name: 'chromium', program: 'chromium' },
  { name: 'oggz-tools', program: 'oggz-validate', brew: 'liboggz' },
  { name: 'opus-tools', program: 'opusinfo', brew: 'opus-tools' },
  { name: 'mpg123', program: 'mpg123', brew: 'mpg123' },
  { name: 'faketime', program: 'faketime', brew: 'libfaketime' },
  { name: 'curl', program: 'curl' },
  { name: 'icecast2', program: 'icecast2', service: true, brew: 'icecast' },
];

/** Players of other people, for the long form of the journeys alone. */
export const playerPackages = [
  { name: 'mpv', program: 'mpv', brew: 'mpv' },
  { name: 'mpd', program: 'mpd', service: true, brew: 'mpd' },
  { name: 'mpc', program: 'mpc', brew: 'mpc' },
  { name: 'vlc-bin', program: 'cvlc' },
  { name: 'vlc-plugin-base', program: 'cvlc' },
  { name: 'firefox-esr', program: 'firefox-esr' },
  { name: 'pulseaudio', program: 'pulseaudio', brew: 'pulseaudio' },
  { name: 'pulseaudio-utils', program: 'parec' },
];

/**
 * Those of the packages that no server of the owner's replaces.
 *
 * @param settings by name, as the station will read them: `NAME_FILE` counts as `NAME`, and empty as unset
 */
export function notReplaced(packages, settings) {
  return packages.filter(({ unless }) => !unless || !(settings[unless] || settings[`${unless}_FILE`]));
}

/** Those of the packages whose program is nowhere to be found. */
export function missingPackages(packages, env = process.env) {
  return packages.filter((needed) => !findProgram(needed.program, env));
}

const installOptions = ['install', '-y', '--no-install-recommends'];

/** The commands a person would type to install these. */
export function installCommand(names, platform = process.platform) {
  if (platform === 'darwin') return `brew install ${names.join(' ')}`;
  return `sudo apt-get update && sudo apt-get ${installOptions.join(' ')} ${names.join(' ')}`;
}

const isRoot = () => process.getuid?.() === 0;

/** What to put before a command so that it runs as root, or undefined when that would need a password. */
async function privilege() {
  if (!findProgram('apt-get')) return undefined;
  if (isRoot()) return [];
  if (!findProgram('sudo')) return undefined;
  const { code } = await run(['sudo', '-n', 'true']);
  return code === 0 ? ['sudo', '-n'] : undefined;
}

const policyFile = '/usr/sbin/policy-rc.d';
const policyMark = 'written by longwave while it installs packages';
const clusterFile = '/etc/postgresql-common/createcluster.conf';

function isOurs(file) {
  return existsSync(file) && readFileSync(file, 'utf8').includes(policyMark);
}

async function placeFile(asRoot, file, text, mode) {
  const folder = mkdtempSync(path.join(tmpdir(), 'longwave-place-'));
  const draft = path.join(folder, path.basename(file));
  try {
    writeFileSync(draft, text);
    const { code, from } = await run([...asRoot, 'install', '-D', '-m', mode, draft, file]);
    if (code !== 0) throw explain(`could not write ${file}`, from);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Does the work while no package may start a service (Debian's policy-rc.d answers 101, "not allowed"), and with
 * PostgreSQL told to make no database cluster: the station runs private servers of its own.
 */
async function withoutServices(asRoot, missing, work) {
  const isOwnPolicy = !existsSync(policyFile) || isOurs(policyFile);
  if (isOwnPolicy) await placeFile(asRoot, policyFile, `#!/bin/sh\n# ${policyMark}\nexit 101\n`, '755');
  if (missing.some(({ name }) => name === 'postgresql') && !existsSync(clusterFile)) {
    const text = "# Longwave runs a private PostgreSQL; a system-wide cluster would only take memory and a port.\ncreate_main_cluster = false\n";
    await placeFile(asRoot, clusterFile, text, '644');
  }
  try {
    return await work();
  } finally {
    if (isOwnPolicy) await run([...asRoot, 'rm', '-f', policyFile]);
  }
}

/** What was just installed must not come up at the next boot either. */
async function disableServices(asRoot, missing) {
  const units = missing.filter(({ service }) => service).map(({ name }) => `${name}.service`);
  if (units.length > 0 && existsSync('/run/systemd/system')) await run([...asRoot, 'systemctl', 'disable', ...units]);
}

async function aptInstall(asRoot, names, report) {
  const quiet = ['env', 'DEBIAN_FRONTEND=noninteractive', 'UCF_FORCE_CONFFOLD=1', 'LC_ALL=C.UTF-8'];
  const apt = [...quiet, 'apt-get', '-q'];
  const limits = ['-o', 'Acquire::Retries=2', '-o', 'Acquire::http::Timeout=30', '-o', 'Acquire::https::Timeout=30', '-o', 'DPkg::Lock::Timeout=60'];
  // An installation cut off earlier (Ctrl-C) is finished first, since apt refuses to work beside it.
  await run([...asRoot, ...quiet, 'dpkg', '--force-confdef', '--force-confold', '--configure', '-a']);
  report('reading the package lists');
  // Old lists may do; if they do not, the installation below says so.
  await run([...asRoot, ...apt, ...limits, 'update']);
  const wanted = names.join(' ');
  report(`installing ${wanted}`);
  const keep = ['-o', 'Dpkg::Options::=--force-confdef', '-o', 'Dpkg::Options::=--force-confold', '-o', 'APT::Status-Fd=3'];
  const onLine = (text) => {
    const [kind, , percent, what] = text.split(':');
    if (kind === 'dlstatus') report(`fetching ${Math.round(Number(percent))} %: ${wanted}`);
    if (kind === 'pmstatus') report(`installing ${Math.round(Number(percent))} %: ${what?.trim() ?? wanted}`);
  };
  // Progress comes on the same pipe but by another descriptor, for apt closes the one it is given to dpkg's scripts; sudo
  // would close a third one on the way, so it is opened behind it.
  const withStatus = [...asRoot, 'sh', '-c', 'exec "$@" 3>&1', 'sh'];
  return run([...withStatus, ...apt, ...limits, ...keep, ...installOptions, '--fix-broken', ...names], { onLine });
}

/**
 * Installs the packages that are missing, by apt as root or with a sudo that asks no password. No service runs
 * afterwards that did not before.
 *
 * @throws StepFailed with the exact command when this user or system cannot, or when apt fails
 */
export async function installSystemPackages(packages, report) {
  const missing = missingPackages(packages);
  // Left behind when an installation was killed outright; it would keep every later package of the owner from starting.
  if (isRoot() && isOurs(policyFile)) rmSync(policyFile);
  if (missing.length === 0) return 'present';
  const names = [...new Set(missing.map(({ name }) => name))];
  const asRoot = process.platform === 'linux' ? await privilege() : undefined;
  if (asRoot === undefined) {
    const shown = process.platform === 'darwin' ? missing.map(({ name, brew }) => brew ?? name) : names;
    throw new StepFailed(`Longwave needs ${names.join(', ')}: run "${installCommand([...new Set(shown)])}" and start again`);
  }
  const { code, from } = await withoutServices(asRoot, missing, () => aptInstall(asRoot, names, report));
  await disableServices(asRoot, missing);
  const stillMissing = [...new Set(missingPackages(missing).map(({ name }) => name))];
  if (code === 130 || code === 143) throw new StepFailed('Longwave was interrupted while installing packages');
  if (code !== 0 || stillMissing.length > 0) {
    const asked = stillMissing.length > 0 ? stillMissing : names;
    throw explain(`could not install ${asked.join(', ')} (by hand: "${installCommand(asked)}")`, from);
  }
  return `installed ${names.join(', ')}`;
}

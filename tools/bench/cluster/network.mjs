import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** The hosts talk to each other here. Addresses of RFC 2544, which are no one's. */
const CLUSTER = '198.19.0';
/** Listeners, and who watches, reach the hosts here: it is never cut, as a machine has a line for its public. */
const OUTSIDE = '198.19.1';
const SWITCHES = 'switches';

const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
const inSwitches = (...args) => ip('-n', SWITCHES, ...args);

/**
 * Hosts in network namespaces on two switches. The namespace this runs in is a host as well, the first: it must be one of
 * its own, without a way out.
 */
export class Network {
  #hosts = new Map();
  #lastNumber = 1;

  constructor() {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run']);
    mkdirSync('/run/netns');
    ip('netns', 'add', SWITCHES);
    // The far side of a split is a switch too, so that the hosts there reach each other.
    for (const bridge of ['near', 'far', 'outside']) {
      inSwitches('link', 'add', bridge, 'type', 'bridge', 'stp_state', '0', 'forward_delay', '0');
      inSwitches('link', 'set', bridge, 'up');
    }
    ip('link', 'set', 'lo', 'up');
    this.#plug('here', 1, undefined);
  }

  /** Adds a host. @returns its two addresses */
  add(name) {
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
    return this.#plug(name, ++this.#lastNumber, name);
  }

  get here() {
    return this.#hosts.get('here');
  }

  /** A command that runs another one on a host; the process keeps its id. */
  command(name, file, args) {
    return name === undefined ? [file, args] : ['nsenter', [`--net=/run/netns/${name}`, '--', file, ...args]];
  }

  /** Takes hosts off the cluster's switch without a word: their interfaces stay up, packets are lost. */
  cut(...names) {
    for (const name of names) inSwitches('link', 'set', `c${this.#hosts.get(name).number}`, 'nomaster');
  }

  /** Puts hosts on a switch of their own, where they reach each other and nobody else. */
  split(...names) {
    for (const name of names) inSwitches('link', 'set', `c${this.#hosts.get(name).number}`, 'master', 'far');
  }

  heal(...names) {
    for (const name of names) inSwitches('link', 'set', `c${this.#hosts.get(name).number}`, 'master', 'near');
  }

  #plug(name, number, namespace) {
    const lines = [['c', 'cluster', 'near', CLUSTER], ['o', 'outside', 'outside', OUTSIDE]];
    for (const [letter, device, bridge, net] of lines) {
      const port = `${letter}${number}`;
      inSwitches('link', 'add', port, 'type', 'veth', 'peer', 'name', device, 'netns', namespace ?? String(process.pid));
      inSwitches('link', 'set', port, 'master', bridge, 'up');
      const inHost = namespace === undefined ? [] : ['-n', namespace];
      ip(...inHost, 'addr', 'add', `${net}.${number}/24`, 'dev', device);
      ip(...inHost, 'link', 'set', device, 'up');
    }
    const host = { name, number, cluster: `${CLUSTER}.${number}`, outside: `${OUTSIDE}.${number}` };
    this.#hosts.set(name, host);
    return host;
  }
}

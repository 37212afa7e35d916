// Says whether the app of this container works: exit code 0 or 1. Those with a door are asked there, the others over NATS.
import { connect } from '@nats-io/transport-node';
import { readFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';

const limitMs = 4_000;
const env = process.env;
const port = (name, fallback) => Number(env[name] || fallback);
const secret = (name) => env[name] || (env[`${name}_FILE`] ? readFileSync(env[`${name}_FILE`], 'utf8').trim() : undefined);

async function answers(path, portNumber) {
  const response = await fetch(`http://127.0.0.1:${portNumber}${path}`, { signal: AbortSignal.timeout(limitMs) });
  await response.arrayBuffer();
  return response.ok;
}

function isOpen(portNumber) {
  return new Promise((resolve) => {
    const socket = connectTcp(portNumber, '127.0.0.1');
    socket.setTimeout(limitMs, () => resolve(false));
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  });
}

async function ask(subject, request) {
  const nats = await connect({ servers: (env.NATS_URL ?? '').split(','), user: secret('NATS_USER'), pass: secret('NATS_PASSWORD'), timeout: limitMs, reconnect: false });
  try {
    return (await nats.request(subject, JSON.stringify(request), { timeout: limitMs })).json();
  } finally {
    await nats.close();
  }
}

/** Health means sound: silent only when silence was asked for. */
async function isSounding() {
  const status = await ask('rpc.mixer.v1.get-status', { channelId: 1 });
  return status.isSilenceRequested === true || status.silentForMs < 5_000;
}

const checks = {
  mixer: isSounding,
  edge: () => answers('/status-json.xsl', port('EDGE_PORT', 8005)),
  harbor: () => isOpen(port('HARBOR_PORT', 8003)),
  library: () => isOpen(port('LIBRARY_MEDIA_PORT', 8010)),
  // Any answer will do, a refusal too: it came from the service.
  queue: async () => Boolean(await ask('rpc.queue.v1.list', { channelId: 1 })),
  'livestream-auth': async () => Boolean(await ask('rpc.livestream-auth.v1.check-token', { channelId: 1, token: 'none' })),
  gateway: () => answers('/api/v1/channels', port('GATEWAY_PORT', 8383)),
  station: () => answers('/health', port('GATEWAY_PORT', 8383)),
};

const works = await checks[process.argv[2]]().catch((error) => {
  console.error(error.message);
  return false;
});
process.exit(works ? 0 : 1);

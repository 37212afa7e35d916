/** What the configuration of a private NATS server says. */
export interface NatsConfig {
  /** 127.0.0.1 by default; 0.0.0.0 in a container's own network. */
  host?: string;
  port: number;
  /** A port of the loopback that tells the server's health; none by default. */
  monitorPort?: number;
  serverName: string;
  storeDir: string;
  access: NatsAccess;
  /** Other servers it stands together with; none by default. */
  cluster?: NatsCluster;
}

/** A server's place among others. Clients are told of no server but those in their settings. */
export interface NatsCluster {
  name: string;
  /** Where the other servers reach this one. */
  host: string;
  port: number;
  /** All servers of the cluster, this one included or not: `host:port` of each one's `cluster`. */
  routes: readonly string[];
}

/** Who may do what. */
export interface NatsAccess {
  passwords: { service: string; bot: string };
  /** Subjects of the calls a bot may make. */
  botCalls: readonly string[];
  /** Subjects of the events a bot may hear, with wildcards. */
  botEvents: readonly string[];
}

const quoted = (text: string): string => JSON.stringify(text);
const list = (items: readonly string[]): string => `[${items.join(', ')}]`;
/** What a bot may listen to; what comes there is what its account imports. */
const events = 'evt.>';

/**
 * The accounts of a station: the user `service` may do everything; `bot` may hear the events that are listed and call what
 * changes nothing. Each user has an account of its own, joined by these subjects alone: a plain client listens for replies on
 * `_INBOX.>`, and in one account that would let a bot hear the replies to everybody.
 */
export function renderNatsAccounts({ passwords, botCalls, botEvents }: NatsAccess): string {
  const [calls, heard] = [botCalls.map(quoted), botEvents.map(quoted)];
  const exports = [...heard.map((subject) => `{ stream: ${subject} }`), ...calls.map((subject) => `{ service: ${subject} }`)];
  const imports = [
    ...heard.map((subject) => `{ stream: { account: SERVICE, subject: ${subject} } }`),
    ...calls.map((subject) => `{ service: { account: SERVICE, subject: ${subject} } }`),
  ];
  // Without this, bots could forge events for each other within their account.
  const rights = `{ publish: { allow: ${list(calls)} }, subscribe: { allow: ${list([events, '_INBOX.>'].map(quoted))} } }`;
  return [
    'accounts {',
    '  SERVICE {',
    '    jetstream: enabled',
    `    users: [{ user: "service", password: ${quoted(passwords.service)} }]`,
    `    exports: ${list(exports)}`,
    '  }',
    '  BOT {',
    `    users: [{ user: "bot", password: ${quoted(passwords.bot)}, permissions: ${rights} }]`,
    `    imports: ${list(imports)}`,
    '  }',
    '}',
  ].join('\n');
}

function renderCluster({ name, host, port, routes }: NatsCluster): string {
  const urls = routes.map((route) => quoted(`nats://${route}`));
  return `cluster { name: ${quoted(name)}, listen: "${host}:${port}", routes: ${list(urls)}, no_advertise: true }`;
}

/** A configuration of nats-server 2.9 or newer: JetStream on, at most 1 MB a message. */
export function renderNatsConfig(config: NatsConfig): string {
  return [
    `server_name: ${quoted(config.serverName)}`,
    `listen: "${config.host ?? '127.0.0.1'}:${config.port}"`,
    ...(config.monitorPort === undefined ? [] : [`http: "127.0.0.1:${config.monitorPort}"`]),
    'max_payload: 1048576',
    `jetstream { store_dir: ${quoted(config.storeDir)}, max_memory_store: 67108864, max_file_store: 1073741824 }`,
    ...(config.cluster === undefined ? [] : [renderCluster(config.cluster)]),
    renderNatsAccounts(config.access),
    '',
  ].join('\n');
}

/** What the configuration of a private NATS server says. */
export interface NatsConfig {
  /** 127.0.0.1 by default; 0.0.0.0 in a container's own network. */
  host?: string;
  port: number;
  /** A port of the loopback that tells the server's health; none by default. */
  monitorPort?: number;
  serverName: string;
  storeDir: string;
  users: readonly NatsUser[];
}

/** A user of the server; without permissions it may do everything. */
export interface NatsUser {
  user: string;
  password: string;
  permissions?: { publish: readonly string[]; subscribe: readonly string[] };
}

const quoted = (text: string): string => JSON.stringify(text);
const list = (subjects: readonly string[]): string => `[${subjects.map(quoted).join(', ')}]`;

function userLine({ user, password, permissions }: NatsUser): string {
  const rights = permissions
    ? `, permissions: { publish: { allow: ${list(permissions.publish)} }, subscribe: { allow: ${list(permissions.subscribe)} } }`
    : '';
  return `    { user: ${quoted(user)}, password: ${quoted(password)}${rights} }`;
}

/**
 * The users of a station: `service` may do everything; `bot` may hear every event and call what changes nothing.
 *
 * @param readOnlySubjects subjects of the calls a bot may make
 */
export function stationUsers(passwords: { service: string; bot: string }, readOnlySubjects: readonly string[]): NatsUser[] {
  return [
    { user: 'service', password: passwords.service },
    { user: 'bot', password: passwords.bot, permissions: { publish: readOnlySubjects, subscribe: ['evt.>', '_INBOX.>'] } },
  ];
}

/** The `authorization` block of nats-server's configuration. */
export function renderNatsUsers(users: readonly NatsUser[]): string {
  return ['authorization {', '  users: [', users.map(userLine).join(',\n'), '  ]', '}'].join('\n');
}

/** A configuration of nats-server 2.9 or newer: JetStream on, at most 1 MB a message. */
export function renderNatsConfig(config: NatsConfig): string {
  return [
    `server_name: ${quoted(config.serverName)}`,
    `listen: "${config.host ?? '127.0.0.1'}:${config.port}"`,
    ...(config.monitorPort === undefined ? [] : [`http: "127.0.0.1:${config.monitorPort}"`]),
    'max_payload: 1048576',
    `jetstream { store_dir: ${quoted(config.storeDir)}, max_memory_store: 67108864, max_file_store: 1073741824 }`,
    renderNatsUsers(config.users),
    '',
  ].join('\n');
}

/** The private NATS, Redis and PostgreSQL of a station and of the tests: how they are configured, started and asked. */
export { freePort, portProblem } from './ports/free-port';
export { findOptionalProgram, findProgram, ProgramMissingError } from './programs/find-program';
export { boundCommand } from './process/bound-command';
export { type LaunchedServer, launchServer, spawnServer } from './process/launch-server';
export { runProgram } from './process/run-program';
export { type NatsAccess, type NatsCluster, type NatsConfig, renderNatsAccounts, renderNatsConfig } from './nats/nats-config';
export type { LaunchPlan, ProgramCommand, ServerPlan } from './process/server-plan';
export { natsPlan, type NatsPlanOptions } from './nats/nats-plan';
export { redisPlan, type RedisPlanOptions, renderRedisConfig } from './redis/redis-plan';
export { postgresAccount, type ServerAccount } from './postgres/postgres-account';
export { postgresPlan, type PostgresPlanOptions, postgresSettings } from './postgres/postgres-plan';

import { ConfigError, loadConfig } from '@longwave/service';
import path from 'node:path';
import { endOrphans } from './children/children-file';
import { postgresFolder } from './children/server-children';
import { openDataDir } from './data/data-dir';
import { type Secrets, loadSecrets } from './data/secrets';
import { lockDataDir } from './data/station-lock';
import { type PrivatePort, loadState, saveState } from './data/station-state';
import { type WantedPort, checkPorts } from './ports/check-ports';
import { choosePorts, publicPorts } from './ports/choose-port';
import { StationConfig, inheritedEnvironment, readEnvFile } from './station.config';
import { StationError } from './station-error';

/** Everything a start needs to know. */
export interface Preflight {
  config: StationConfig;
  /** Real path. */
  dataDir: string;
  stationId: string;
  ports: Record<PrivatePort, number>;
  secrets: Secrets;
  /** Children of an earlier station that were found and ended. */
  orphans: string[];
  unlock: () => void;
}

/** @throws StationError naming every problem */
export function readSettings(): StationConfig {
  try {
    readEnvFile(path.resolve('.env'));
    return loadConfig(StationConfig, inheritedEnvironment());
  } catch (error) {
    if (error instanceof ConfigError) throw new StationError(error.problems.map((problem) => `setting refused: ${problem}`), 78);
    throw new StationError([`Longwave cannot read ${path.resolve('.env')}: ${(error as NodeJS.ErrnoException).code ?? 'it is not NAME=value in each line'}.`], 78);
  }
}

/** The ports that settings name, with where they are listened on. */
function wantedPorts(config: StationConfig): WantedPort[] {
  const wanted: WantedPort[] = publicPorts.map((setting) => ({ setting, port: config[setting], address: config.BIND_ADDRESS }));
  const media = config.LIBRARY_MEDIA_PORT;
  return media === undefined ? wanted : [...wanted, { setting: 'LIBRARY_MEDIA_PORT', port: media, address: '127.0.0.1' }];
}

/**
 * Looks whether the station can run here and takes the data folder: settings, folder, lock, what an earlier station left
 * running, ports, the operator's own NATS.
 *
 * @throws StationError with a line for each problem
 */
export async function preflight(config: StationConfig): Promise<Preflight> {
  const dataDir = openDataDir(config.DATA_DIR);
  const unlock = await lockDataDir(dataDir);
  try {
    const orphans = await endOrphans(dataDir);
    const problems = await checkPorts(wantedPorts(config));
    if (problems.length > 0) throw new StationError(problems);
    if (config.NATS_URL !== undefined) await (await import('./servers/check-nats.js')).checkNats(config);
    const state = loadState(dataDir);
    const ports = await choosePorts(state.ports, config);
    saveState(dataDir, { stationId: state.stationId, ports, postgresFolder: postgresFolder(dataDir) });
    return { config, dataDir, stationId: state.stationId, ports, secrets: loadSecrets(dataDir), orphans, unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}

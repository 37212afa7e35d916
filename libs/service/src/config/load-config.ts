import 'reflect-metadata';
import type { Provider } from '@nestjs/common';
import { getMetadataStorage, validateSync } from 'class-validator';
import { readFileSync } from 'node:fs';
import { processEnvironment } from './core.config';

/** Every wrong setting at once, by name and rule; never a value. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`wrong settings: ${problems.join('; ')}`);
    this.name = 'ConfigError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The names a config class reads, its own and its parents'. */
export function settingNames(config: new () => object): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(config, '', true, false);
  return [...new Set(metadata.map(({ propertyName }) => propertyName))];
}

/**
 * Reads settings into a class-validator class whose property names are the variables' names. An empty variable counts as
 * unset; `NAME_FILE` names a file (a mounted secret) that holds the value of NAME.
 *
 * @throws ConfigError naming every problem
 */
export function loadConfig<T extends object>(config: new () => T, environment: Environment): T {
  const instance = new config();
  const problems: string[] = [];
  for (const name of settingNames(config)) {
    const text = readSetting(name, environment, problems);
    if (text === undefined) continue;
    Reflect.set(instance, name, convert(text, typeOf(config, instance, name)));
  }
  for (const error of validateSync(instance, { forbidUnknownValues: false })) {
    problems.push(Object.values(error.constraints ?? { invalid: `${error.property} is not valid` }).join(', '));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return instance;
}

function readSetting(name: string, environment: Environment, problems: string[]): string | undefined {
  const value = environment[name];
  if (value !== undefined && value !== '') return value;
  const file = environment[`${name}_FILE`];
  if (file === undefined || file === '') return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    problems.push(`${name}_FILE names a file that cannot be read`);
    return undefined;
  }
}

/** A property without a written type has no metadata of use; its default tells then. */
function typeOf(config: new () => object, instance: object, name: string): unknown {
  const fallback: unknown = Reflect.get(instance, name);
  if (typeof fallback === 'number') return Number;
  if (typeof fallback === 'boolean') return Boolean;
  return Reflect.getMetadata('design:type', config.prototype as object, name);
}

/** What cannot be converted becomes NaN or stays a string, for the rules to refuse. */
function convert(text: string, type: unknown): unknown {
  if (type === Number) return /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
  if (type === Boolean) return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text;
  return text;
}

/** A Nest provider that reads the process's environment when first injected. */
export function configProvider<T extends object>(config: new () => T): Provider<T> {
  return { provide: config, useFactory: () => loadConfig(config, processEnvironment()) };
}

import { IsBoolean, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CoreConfig } from './core.config';
import { ConfigError, loadConfig, settingNames } from './load-config';

class Example extends CoreConfig {
  @IsInt() @Min(1) @Max(65_535) EDGE_PORT = 8005;
  @IsBoolean() IS_PUBLIC = true;
  @IsOptional() @IsString() @Length(32, 200) JWT_SECRET?: string;
}

const good = { NATS_URL: 'nats://127.0.0.1:4222' };

describe('loadConfig', () => {
  it('keeps the defaults of what is unset or empty', () => {
    expect(loadConfig(Example, { ...good, EDGE_PORT: '' })).toMatchObject({ EDGE_PORT: 8005, IS_PUBLIC: true, LOG_LEVEL: 'info', DATA_DIR: './data' });
  });

  it('converts by the declared type', () => {
    expect(loadConfig(Example, { ...good, EDGE_PORT: '9005', IS_PUBLIC: 'false' })).toMatchObject({ EDGE_PORT: 9005, IS_PUBLIC: false });
  });

  it('names every bad variable at once and prints no value', () => {
    const load = () => loadConfig(Example, { NATS_URL: 'http://hunter2', EDGE_PORT: '80x', JWT_SECRET: 'hunter3', LOG_LEVEL: 'loud' });
    expect(load).toThrow(ConfigError);
    for (const name of ['NATS_URL', 'EDGE_PORT', 'JWT_SECRET', 'LOG_LEVEL']) expect(load).toThrow(new RegExp(name));
    expect(load).not.toThrow(/hunter|80x|loud/);
  });

  it.each(['1e5', '0x1F', ' ', '70000', '-1', '1.5'])('refuses the port %j', (EDGE_PORT) => {
    expect(() => loadConfig(Example, { ...good, EDGE_PORT })).toThrow(/EDGE_PORT/);
  });

  it('refuses an address with credentials in it, since addresses are logged', () => {
    expect(() => loadConfig(Example, { NATS_URL: 'nats://user:secret@host:4222' })).toThrow(/NATS_URL/);
  });

  it('reads a mounted secret, and says when it cannot', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'config-'));
    const file = path.join(folder, 'secret');
    writeFileSync(file, `${'s'.repeat(40)}\n`);
    expect(loadConfig(Example, { ...good, JWT_SECRET_FILE: file }).JWT_SECRET).toBe('s'.repeat(40));
    expect(() => loadConfig(Example, { ...good, JWT_SECRET_FILE: `${file}.gone` })).toThrow(/JWT_SECRET_FILE/);
    rmSync(folder, { recursive: true });
  });

  it('lists the names it reads', () => {
    expect(settingNames(Example)).toEqual(expect.arrayContaining(['NATS_URL', 'LOG_LEVEL', 'EDGE_PORT', 'JWT_SECRET']));
  });
});

import { appEnvironment } from './app-environment';

const filled = {
  NATS_URL: 'nats://127.0.0.1:1', NATS_USER: undefined, NATS_PASSWORD: 'n', DATA_DIR: '/d', SERVICE_INSTANCE: 'station', LIBRARY_MEDIA_PORT: '8010', LIBRARY_MEDIA_URL: 'http://127.0.0.1:8010',
  REDIS_URL: 'redis://secret', DATABASE_URL: 'postgres://secret', JWT_SECRET: 'secret', ADMIN_API_TOKEN: 'secret', MEDIA_SIGNING_SECRET: 'secret',
};

it.each(['mixer', 'edge', 'harbor'] as const)('gives the %s no secret but that of NATS', (name) => {
  const env = appEnvironment(name, { PATH: '/bin', JWT_SECRET_FILE: '/run/secrets/jwt' }, filled);
  expect(env).toMatchObject({ PATH: '/bin', NATS_PASSWORD: 'n', DATA_DIR: '/d' });
  expect(JSON.stringify(env)).not.toMatch(/secret/i);
});

it('gives control everything, and the station’s values before inherited ones', () => {
  const env = appEnvironment('control', { DATA_DIR: './data', EXTRA: '1' }, filled);
  expect(env).toMatchObject({ DATA_DIR: '/d', EXTRA: '1', JWT_SECRET: 'secret' });
  expect(env).not.toHaveProperty('NATS_USER');
});

import { startLog } from '@longwave/service';
import { startRedis, waitFor } from '@longwave/testing';
import { connectRedis } from './connect-redis';

it('tells the log that Redis refused the password, and not the password', async () => {
  const server = await startRedis();
  let logged = '';
  startLog('queue', 'warn', { write: (line) => void (logged += line) });
  const redis = connectRedis(server.url.replace(/:[^:@]+@/, ':hunter2@'));
  try {
    await waitFor(() => logged.includes('WRONGPASS'), { what: 'a warning' });
    expect(logged).not.toContain('hunter2');
  } finally {
    redis.disconnect();
    await server.stop();
  }
});

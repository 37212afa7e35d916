import { loadConfig } from '@longwave/service';
import { EdgeConfig } from '../edge.config';
import { EdgeService } from '../edge.service';
import { routeRequest } from './edge-routes';

const edge = new EdgeService(loadConfig(EdgeConfig, { NATS_URL: 'nats://127.0.0.1:4222' }));

describe('the status page', () => {
  // The last three pass for hosts at first sight.
  it.each([
    ['radio.example:8005', 'radio.example'],
    ['[::1]:8005', '[::1]'],
    ['a:b', 'localhost'],
    ['[', 'localhost'],
    ['a:99999', 'localhost'],
  ])('is given whatever Host a client sends: %s', (host, told) => {
    const head = { method: 'GET', target: '/status-json.xsl', version: '1.1', headers: new Map([['host', host]]) } as const;
    const result = routeRequest(edge, { maxListeners: 1, maxPerMount: 0, port: 8005 }, head);
    expect(result).toMatchObject({ kind: 'reply', reply: { status: 200 } });
    const body = result.kind === 'reply' ? (result.reply.body ?? '') : '';
    expect((JSON.parse(body) as { icestats: { host: string } }).icestats.host).toBe(told);
  });
});

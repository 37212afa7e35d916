import { renderNatsConfig } from './nats-config';

const access = { passwords: { service: 's3', bot: 'b3' }, botCalls: ['rpc.queue.v1.list'], botEvents: ['evt.queue.v1.entry-added.*'] };
const text = renderNatsConfig({ port: 4999, serverName: 'a', storeDir: '/d/with "quotes"', access });

it('is for this machine alone, with JetStream and messages of 1 MB', () => {
  expect(text).toContain('listen: "127.0.0.1:4999"');
  expect(text).toContain('max_payload: 1048576');
  expect(text).toContain('store_dir: "/d/with \\"quotes\\""');
  expect(text).not.toContain('http:');
});

it('listens wider and tells its health only when asked to', () => {
  const wide = renderNatsConfig({ host: '0.0.0.0', port: 4222, monitorPort: 8222, serverName: 'a', storeDir: '/d', access });
  expect(wide).toContain('listen: "0.0.0.0:4222"');
  expect(wide).toContain('http: "127.0.0.1:8222"');
});

it('stands alone, or with others of whom clients are told nothing', () => {
  expect(text).not.toContain('cluster');
  const cluster = { name: 'three', host: '10.0.0.1', port: 6222, routes: ['10.0.0.1:6222', '10.0.0.2:6222'] };
  const one = renderNatsConfig({ port: 4222, serverName: 'a', storeDir: '/d', access, cluster });
  expect(one).toContain('cluster { name: "three", listen: "10.0.0.1:6222", routes: ["nats://10.0.0.1:6222", "nats://10.0.0.2:6222"], no_advertise: true }');
});

import { renderNatsConfig, stationUsers } from './nats-config';

const users = stationUsers({ service: 's3', bot: 'b3' }, ['rpc.queue.v1.list']);

it('is for this machine alone, with JetStream and messages of 1 MB', () => {
  const text = renderNatsConfig({ port: 4999, serverName: 'a', storeDir: '/d/with "quotes"', users });
  expect(text).toContain('listen: "127.0.0.1:4999"');
  expect(text).toContain('max_payload: 1048576');
  expect(text).toContain('store_dir: "/d/with \\"quotes\\""');
});

it('lets the bot hear events and call what changes nothing, and the service everything', () => {
  const text = renderNatsConfig({ port: 4999, serverName: 'a', storeDir: '/d', users });
  expect(text).toContain('{ user: "service", password: "s3" }');
  expect(text).toContain('publish: { allow: ["rpc.queue.v1.list"] }, subscribe: { allow: ["evt.>", "_INBOX.>"] }');
});

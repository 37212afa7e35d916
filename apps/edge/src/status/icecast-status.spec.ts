import { icecastStatus, type MountStatus } from './icecast-status';

const startedAt = new Date('2026-11-20T11:22:44.123Z');
const server = { host: 'localhost', admin: 'icemaster@localhost', location: 'Earth', serverId: 'Longwave', startedAt };
const ogg: MountStatus = {
  name: 'N', description: 'D', genre: 'Various', listenUrl: 'http://localhost:8005/radio', contentType: 'audio/ogg', subtype: 'Opus', kbps: 128,
  listeners: 2, listenerPeak: 3, title: 'T', artist: 'A', startedAt,
};
const HEAD = '{"icestats":{"admin":"icemaster@localhost","host":"localhost","location":"Earth","server_id":"Longwave","server_start":"Fri, 20 Nov 2026 11:22:44 +0000","server_start_iso8601":"2026-11-20T11:22:44+0000",';
const SOURCE =
  '{"artist":"A","audio_info":"ice-samplerate=48000;ice-bitrate=128;ice-channels=2","genre":"Various","ice-bitrate":128,"ice-channels":2,"ice-samplerate":48000,"listener_peak":3,"listeners":2,' +
  '"listenurl":"http://localhost:8005/radio","server_description":"D","server_name":"N","server_type":"audio/ogg","stream_start":"Fri, 20 Nov 2026 11:22:44 +0000",' +
  '"stream_start_iso8601":"2026-11-20T11:22:44+0000","subtype":"Opus","title":"T","dummy":null}';

// Letter by letter what Icecast 2.4.4 answers for the same mounts.
it.each([
  ['no mount', [], `${HEAD}"dummy":null}}`],
  ['one mount', [ogg], `${HEAD}"source":${SOURCE}}}`],
  ['two mounts', [ogg, ogg], `${HEAD}"source":[${SOURCE},${SOURCE}]}}`],
])('tells %s as Icecast does', (_name, mounts, text) => {
  expect(JSON.stringify(icecastStatus(server, mounts))).toBe(text);
});

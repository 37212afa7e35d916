import { banner } from './banner';

it('tells where the page is, how to listen, go live and steer', () => {
  const facts = { pageUrl: 'http://localhost:8383', listenUrl: 'http://localhost:8005', harbor: 'localhost:8003', token: 'a.b.c', admin: 'token in data/secrets.json' };
  expect(banner(facts).join('\n')).toBe(
    `Longwave is on the air
  page      http://localhost:8383
  listen    http://localhost:8005/radio        Ogg Opus 128 kbit/s, 48 kHz
            http://localhost:8005/radio.mp3    MP3 128 kbit/s with titles
  go live   ffmpeg -re -i song.mp3 -vn -c:a libvorbis -f ogg icecast://source:a.b.c@localhost:8003/live
  admin     token in data/secrets.json`,
  );
});

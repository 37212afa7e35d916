import { waitFor } from '@longwave/testing';
import type { Browser, Page } from 'playwright-core';
import { openWatchedPage, startBrowser } from './support/browser';
import { beginJourney, isShort, type Journey } from './support/journey';
import { musicFolder } from './support/music';
import { type Look, PageProbe } from './support/page-probe';

/** Changes to look at after those that requests were made in. */
const changes = isShort ? 2 : 4;
const music = [
  { title: 'Alpha', hz: 220, seconds: 14 },
  { title: 'Bravo', hz: 277, seconds: 14 },
  { title: 'Charlie', hz: 330, seconds: 14 },
  { title: 'Delta', hz: 392, seconds: 14 },
  { title: 'Echo', hz: 466, seconds: 14 },
];
const titles = music.map(({ title }) => title);
const titleOf = (page: Page) => page.getByTestId('title').innerText();
const isPlaying = (page: Page) => page.locator('[data-testid=player-state][data-state=playing]').waitFor({ timeout: 15_000 });

/** When the page began to show a title, at the change nearest to a moment; undefined when it never did. */
function shownAt(looks: readonly Look[], title: string, at: number): number | undefined {
  const shown = looks.filter((look, i) => look.title === title && looks[i - 1]?.title !== title).map((look) => look.at);
  return shown.sort((a, b) => Math.abs(a - at) - Math.abs(b - at))[0];
}

/** How far title and progress were from what was heard, at each change and in the song that followed it, in seconds. */
function differences(looks: readonly Look[], onsets: readonly { title: string; at: number }[]): { title: string; shown: number; progress: number }[] {
  return onsets.map(({ title, at }, i) => {
    const until = onsets[i + 1]?.at ?? looks.at(-1)?.at ?? at;
    const during = looks.filter((look) => look.title === title && look.at > at + 0.5 && look.at < until - 0.5);
    return {
      title,
      shown: Math.abs((shownAt(looks, title, at) ?? Number.POSITIVE_INFINITY) - at),
      progress: Math.max(...during.map((look) => Math.abs(look.dialSeconds - (look.at - at)))),
    };
  });
}

describe('the page', () => {
  let journey: Journey;
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    journey = await beginJourney(await musicFolder(music));
    await waitFor(async () => (await journey.api.get('/api/v1/library/search?query=')).body['total'] === music.length, { timeoutMs: 30_000, what: 'all tracks' });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await journey?.station.stop();
  });

  const startOfSong = async () => (await journey.api.get('/api/v1/now-playing/1')).body['started_at_sample'];
  const hostsOfStation = () => [journey.station.ports.gateway, journey.station.ports.edge].map((port) => `127.0.0.1:${port}`);

  it('plays at one click, in step with the ears, and takes a guest’s requests and votes', async () => {
    const { page, complaints, hosts } = await openWatchedPage(browser, { viewport: { width: 1280, height: 800 } }, /status of 409/);
    const probe = await PageProbe.attach(page, music);
    await page.goto(journey.station.pageUrl());
    await page.getByTestId('play').click();
    await isPlaying(page);

    // A song that has only just begun: it is still on the air when the votes are in.
    const before = await startOfSong();
    await journey.operator.post('/api/v1/queue/1/skip');
    await waitFor(async () => (await startOfSong()) !== before, { what: 'another song' });
    const running = ((await journey.api.get('/api/v1/now-playing/1')).body['track'] as { name: string }).name;
    const [first = '', second = '', third = '', fourth = ''] = titles.filter((title) => title !== running);

    const ask = async (title: string): Promise<void> => {
      await page.getByRole('textbox', { name: 'Title, artist or album' }).fill(title);
      await page.getByRole('button', { name: `Ask for ${title}` }).click();
    };
    for (const title of [first, second, third]) {
      await ask(title);
      await page.getByTestId('asked').filter({ hasText: title }).waitFor();
    }
    const entries = page.getByTestId('queue-entry');
    await waitFor(async () => (await entries.count()) === 3, { what: 'three songs waiting' });
    await ask(fourth);
    expect(await page.getByTestId('refusal').innerText()).toMatch(/3 songs/);
    await page.getByRole('button', { name: `Vote ${third} up` }).click();
    await waitFor(async () => (await entries.first().innerText()).includes(third), { what: 'the vote to count' });

    const { onsets, looks } = await waitFor(async () => {
      const all = await probe.onsets();
      const heard = { onsets: all.slice(all.findIndex(({ title }) => title === running)), looks: await probe.looks() };
      return heard.onsets.length > changes && (heard.looks.at(-1)?.at ?? 0) - (heard.onsets[changes]?.at ?? 0) > 4 ? heard : undefined;
    }, { timeoutMs: changes * 15_000 + 25_000, everyMs: 500, what: `${changes} changes heard` });
    // The one voted up came right after the one that ran.
    expect(onsets.slice(0, 3).map(({ title }) => title)).toEqual([running, third, first]);
    const found = differences(looks, onsets);
    expect(found.filter(({ shown, progress }) => !(shown < 1 && progress < 1))).toEqual([]);
    expect(await page.getByTestId('artist').innerText()).toMatch(/Artist of \d+/);
    expect(complaints).toEqual([]);
    expect([...hosts].filter((host) => !hostsOfStation().includes(host))).toEqual([]);
    await page.context().close();
  }, 180_000);

  it.each([['a desktop', 1280, 800], ['a phone', 390, 844], ['a small phone', 320, 640]])('fits %s', async (_what, width, height) => {
    const { page, complaints } = await openWatchedPage(browser, { viewport: { width, height } });
    await page.goto(journey.station.pageUrl());
    await waitFor(async () => titles.includes(await titleOf(page)), { what: 'a title' });
    await page.getByTestId('search-result').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    const play = await page.getByTestId('play').boundingBox();
    // On the smallest one scrolls to it.
    if (height > 700) expect((play?.y ?? height) + (play?.height ?? 0)).toBeLessThan(height);
    await page.getByRole('button', { name: 'Operator' }).click();
    await page.getByLabel('Admin token', { exact: true }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('says so when the queue cannot be had, rather than that nobody waits', async () => {
    const { page } = await openWatchedPage(browser, { viewport: { width: 1280, height: 800 } });
    let isAway = true;
    await page.route(/\/api\/v1\/queue\/|\/events\?/, (route) => (isAway ? route.abort() : route.continue()));
    await page.goto(journey.station.pageUrl());
    const queue = page.getByRole('region', { name: 'Up next' });
    await queue.getByRole('alert').waitFor();
    expect(await queue.getByText('No requests are waiting').count()).toBe(0);
    isAway = false;
    await queue.getByRole('alert').waitFor({ state: 'detached' });
    await queue.getByText('No requests are waiting').or(page.getByTestId('queue-entry').first()).waitFor();
    await page.context().close();
  }, 60_000);

  it('lets an operator make a go-live token and skip', async () => {
    const { page, complaints } = await openWatchedPage(browser, { viewport: { width: 1280, height: 800 } });
    const probe = await PageProbe.attach(page, music);
    await page.goto(journey.station.pageUrl());
    await page.getByTestId('play').click();
    await isPlaying(page);
    await page.getByRole('button', { name: 'Operator' }).click();
    await page.getByLabel('Admin token', { exact: true }).fill(journey.station.adminToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Name shown on the air').fill('Mia');
    await page.getByRole('button', { name: 'Make a token' }).click();
    const token = await page.getByTestId('live-token').innerText();
    expect(token).toContain('Mia');
    expect(token).toMatch(/Password for BUTT.*\s+[\w.-]{45}(\s|$)/);
    expect(token).toMatch(new RegExp(`icecast://source:[\\w.-]+@127\\.0\\.0\\.1:${journey.station.ports.harbor}/live`));

    const before = await startOfSong();
    await page.getByRole('button', { name: 'Skip this one' }).click();
    await page.getByText('Skipped. Listeners hear it in a few seconds.').waitFor();
    const now = await waitFor(async () => {
      const { body } = await journey.api.get('/api/v1/now-playing/1');
      return body['started_at_sample'] === before ? undefined : (body['track'] as { name: string } | null);
    }, { timeoutMs: 5_000, what: 'another track' });
    const heard = await waitFor(async () => (await probe.onsets()).find(({ title }) => title === now.name), { timeoutMs: 12_000, everyMs: 250, what: `${now.name} heard` });
    await waitFor(async () => ((await probe.looks()).at(-1)?.at ?? 0) > heard.at + 2, { what: 'two more seconds' });
    expect(Math.abs((shownAt(await probe.looks(), now.name, heard.at) ?? Number.POSITIVE_INFINITY) - heard.at)).toBeLessThan(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 60_000);
});

import { TitleTeller } from './title-teller';

/** A target that answers each title when it is told to. */
function setUp() {
  const asked: { line: string; answer: (isTaken: boolean) => void; fail: (error: Error) => void }[] = [];
  const failures: unknown[] = [];
  const teller = new TitleTeller((line) => new Promise((answer, fail) => asked.push({ line, answer, fail })), (error) => failures.push(error));
  const settled = () => jest.advanceTimersByTimeAsync(0);
  return { asked, failures, teller, settled };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('tells one title at a time, and leaves out those that are over before it came to them', async () => {
  const { asked, teller, settled } = setUp();
  for (const line of ['one', 'two', 'three']) teller.want(line);
  asked[0]!.answer(true);
  await settled();
  asked[1]!.answer(true);
  await settled();
  expect([asked.map(({ line }) => line), teller.told]).toEqual([['one', 'three'], 2]);
});

it('tells a title again after 5 s when it was not taken, unless there is a newer one', async () => {
  const { asked, failures, teller, settled } = setUp();
  teller.want('one');
  asked[0]!.fail(new Error('away'));
  await settled();
  await jest.advanceTimersByTimeAsync(4_999);
  expect(asked).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(1);
  asked[1]!.answer(false);
  await settled();
  teller.want('two');
  asked[2]!.answer(true);
  await settled();
  await jest.advanceTimersByTimeAsync(20_000);
  expect([asked.map(({ line }) => line), failures.length, teller.told]).toEqual([['one', 'one', 'two'], 2, 1]);
});

it('asks a target that refuses ever more seldom, and a line that breaks each 5 s', async () => {
  const setTo = (answer: (target: { answer: (isTaken: boolean) => void; fail: (error: Error) => void }) => void) => {
    const { asked, teller, failures } = setUp();
    const times: number[] = [];
    teller.want('one');
    const step = async () => {
      if (asked.length > times.length) answer(asked[times.push(Date.now()) - 1]!);
      await jest.advanceTimersByTimeAsync(1_000);
    };
    return { step, times, failures, teller, asked };
  };
  const refusing = setTo(({ answer }) => answer(false));
  for (let second = 0; second < 1_300; second += 1) await refusing.step();
  const waits = refusing.times.map((time, i) => Math.round((time - (refusing.times[i - 1] ?? time)) / 1_000)).slice(1);
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300].slice(0, waits.length));
  expect(waits.length).toBeGreaterThanOrEqual(8);
  // A newer title is told at once; once one is taken, the count begins anew.
  refusing.teller.want('two');
  refusing.asked.at(-1)!.answer(true);
  await jest.advanceTimersByTimeAsync(400_000);
  expect([refusing.asked.at(-1)?.line, refusing.teller.told]).toEqual(['two', 1]);

  const broken = setTo(({ fail }) => fail(new Error('away')));
  for (let second = 0; second < 60; second += 1) await broken.step();
  expect(broken.times.length).toBe(12);
});

it('tells nothing more once it is stopped', async () => {
  const { asked, teller, settled } = setUp();
  teller.want('one');
  teller.stop();
  asked[0]!.fail(new Error('away'));
  await settled();
  await jest.advanceTimersByTimeAsync(20_000);
  expect(asked).toHaveLength(1);
});

import type { Page } from 'playwright-core';

/** What the page showed and what came out of its audio element, at one moment. */
export interface Look {
  /** Seconds since the first look. */
  at: number;
  title: string;
  /** Position that the dial shows, in seconds. */
  dialSeconds: number;
  /** Level of each tone asked for, in dB of the analyser. */
  levels: number[];
}

/**
 * Runs in the page, before its own scripts: makes every audio element one that may be analysed, and from its first sound
 * on writes down ten times a second what is heard and what is shown.
 */
const script = (frequencies: readonly number[]): string => `
(() => {
  const RealAudio = window.Audio;
  const looks = (window.__looks = []);
  window.Audio = function (...args) {
    const audio = new RealAudio(...args);
    audio.crossOrigin = 'anonymous';
    audio.addEventListener('playing', () => watch(audio), { once: true });
    return audio;
  };
  function watch(audio) {
    const context = new AudioContext({ sampleRate: 48000 });
    const analyser = context.createAnalyser();
    analyser.fftSize = 8192;
    analyser.smoothingTimeConstant = 0;
    context.createMediaElementSource(audio).connect(analyser).connect(context.destination);
    const bins = new Float32Array(analyser.frequencyBinCount);
    const levelOf = (hz) => {
      const bin = Math.round((hz * analyser.fftSize) / context.sampleRate);
      return Math.max(-200, bins[bin - 1], bins[bin], bins[bin + 1]);
    };
    const startedAt = performance.now();
    setInterval(() => {
      analyser.getFloatFrequencyData(bins);
      const dial = document.querySelector('[data-testid=dial]');
      looks.push({
        at: (performance.now() - startedAt) / 1000,
        title: document.querySelector('[data-testid=title]')?.textContent ?? '',
        dialSeconds: Number(dial?.dataset.seconds ?? NaN),
        levels: ${JSON.stringify(frequencies)}.map(levelOf),
      });
    }, 100);
  }
})();`;

/** Listens on a page to what its visitor hears. */
export class PageProbe {
  private constructor(private readonly page: Page, private readonly titles: readonly string[]) {}

  /** To be called before the page is opened. @param tones the tone of each title */
  static async attach(page: Page, tones: readonly { title: string; hz: number }[]): Promise<PageProbe> {
    await page.addInitScript(script(tones.map(({ hz }) => hz)));
    return new PageProbe(page, tones.map(({ title }) => title));
  }

  looks(): Promise<Look[]> {
    return this.page.evaluate('window.__looks');
  }

  /** Every beginning of a title's tone: when it rose out of nothing, though it may still be far under the one that goes. */
  async onsets(): Promise<{ title: string; at: number }[]> {
    const looks = await this.looks();
    const onsets = this.titles.flatMap((title, i) => {
      const levels = looks.map(({ levels: all }) => all[i] ?? -200);
      const heardFrom = Math.max(...levels) - 30;
      // The first look finds a song that runs already; a tone that wavers at the end of its fade does not begin anew.
      const begins = (at: number): boolean => (levels[at] ?? -200) > heardFrom && levels.slice(Math.max(0, at - 10), at).every((level) => level < heardFrom);
      return Math.max(...levels) < -60 ? [] : looks.filter((_look, at) => at >= 10 && begins(at)).map(({ at }) => ({ title, at }));
    });
    return onsets.sort((a, b) => a.at - b.at);
  }
}

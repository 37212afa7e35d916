import { backdrop, darkPalette, lightPalette } from './palette';

/** Relative luminance and contrast as in WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** A colour seen through another. */
function mix(over: string, under: string, opacity: number): string {
  const channel = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return `#${[1, 3, 5].map((at) => Math.round(channel(over, at) * opacity + channel(under, at) * (1 - opacity)).toString(16).padStart(2, '0')).join('')}`;
}

const main = (colour: unknown) => (colour as { main: string }).main;
const on = (colour: unknown) => (colour as { contrastText: string }).contrastText;

describe.each([['dark', darkPalette, '#ffffff'], ['light', lightPalette, '#000000']] as const)('the %s colours', (name, palette, worstCover) => {
  const { paper = '', default: ground = '' } = palette.background ?? {};
  const texts = [palette.text?.primary ?? '', palette.text?.secondary ?? '', main(palette.primary), main(palette.error), ...Object.values(palette.tier ?? {})];

  it.each(texts)('%s can be read on every ground', (text) => {
    for (const under of [paper, ground, palette.surface?.raised ?? '']) expect(contrast(text, under)).toBeGreaterThanOrEqual(4.5);
  });

  it('can be read over the most unfavourable cover', () => {
    const { opacity, brightness } = backdrop[name];
    const behind = mix(mix(worstCover, '#000000', brightness), paper, opacity);
    for (const text of texts.slice(0, 2)) expect(contrast(text, behind)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['primary', 'secondary', 'warning', 'success'] as const)('writes readably on %s', (name) => {
    expect(contrast(main(palette[name]), on(palette[name]))).toBeGreaterThanOrEqual(4.5);
  });
});

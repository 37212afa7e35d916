import type { PaletteOptions } from '@mui/material/styles';
import type { Tier } from '../api/types';

declare module '@mui/material/styles' {
  interface Palette {
    tier: Record<Tier, string>;
    /** Lines and fields that lie on paper. */
    surface: { raised: string; line: string };
  }
  interface PaletteOptions {
    tier?: Record<Tier, string>;
    surface?: { raised: string; line: string };
  }
}

/** Valve light on dark wood. Text has at least 4.5:1 on `paper` and `default` (WCAG 2.2, 1.4.3). */
export const darkPalette: PaletteOptions = {
  primary: { main: '#ffb14e', light: '#ffc67d', dark: '#e8922a', contrastText: '#241505' },
  secondary: { main: '#ff7a66', contrastText: '#2a0b06' },
  error: { main: '#ff8a78' },
  warning: { main: '#ffd27a', contrastText: '#2b1a00' },
  success: { main: '#86d9b0', contrastText: '#06281a' },
  background: { default: '#15110e', paper: '#1f1915' },
  text: { primary: '#f7efe4', secondary: '#bfb0a1', disabled: '#85786c' },
  divider: '#3a3029',
  surface: { raised: '#2a221d', line: '#5c4d42' },
  tier: { live: '#ff7a66', requests: '#74d6c2', playlist: '#ffb14e', noise: '#b9b3ad', silence: '#b9b3ad' },
};

/** Ink and orange on cream paper. */
export const lightPalette: PaletteOptions = {
  primary: { main: '#a8410a', light: '#c95a1c', dark: '#853206', contrastText: '#fffaf2' },
  secondary: { main: '#b8281a', contrastText: '#fffaf2' },
  error: { main: '#b3241a' },
  warning: { main: '#7a4a00', contrastText: '#fff6e5' },
  success: { main: '#135c44', contrastText: '#f0fff8' },
  background: { default: '#f5eee2', paper: '#fffaf2' },
  text: { primary: '#241b15', secondary: '#5a4d42', disabled: '#94867a' },
  divider: '#e3d6c4',
  surface: { raised: '#f7eddd', line: '#c5b39d' },
  tier: { live: '#b8281a', requests: '#0a6657', playlist: '#a8410a', noise: '#5d544d', silence: '#5d544d' },
};

/** The blurred cover behind what is on the air: so faint that text keeps its contrast over a black cover by day and a white one by night. */
export const backdrop = { light: { opacity: 0.14, brightness: 1 }, dark: { opacity: 0.28, brightness: 0.6 } } as const;

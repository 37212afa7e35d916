import { createTheme } from '@mui/material/styles';
import { darkPalette, lightPalette } from './palette';

const sans = '"Bricolage Grotesque Variable", "Avenir Next", "Segoe UI", system-ui, sans-serif';

/** Numbers that change stay in their place. */
export const tabularNumbers = { fontVariantNumeric: 'tabular-nums' } as const;

/** The page's look; light or dark as the system is. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'media' },
  colorSchemes: { light: { palette: lightPalette }, dark: { palette: darkPalette } },
  shape: { borderRadius: 14 },
  typography: {
    fontFamily: sans,
    h1: { fontSize: '1.125rem', fontWeight: 650, lineHeight: 1.2, letterSpacing: '-0.01em' },
    h2: { fontSize: '1.25rem', fontWeight: 700, lineHeight: 1.2, letterSpacing: '-0.015em' },
    h3: { fontSize: '1rem', fontWeight: 650, lineHeight: 1.3 },
    button: { textTransform: 'none', fontWeight: 650 },
    overline: { fontSize: '0.75rem', fontWeight: 700, letterSpacing: '0.08em', lineHeight: 1.4 },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: {
        body: { minHeight: '100dvh' },
        ':focus-visible': { outline: '3px solid var(--mui-palette-primary-main)', outlineOffset: '2px' },
        '@media (prefers-reduced-motion: reduce)': {
          '*, *::before, *::after': { animationDuration: '0.01ms !important', animationIterationCount: '1 !important', transitionDuration: '0.01ms !important', scrollBehavior: 'auto !important' },
        },
      },
    },
    // The library shows the focus by a ripple; a ring is seen better.
    MuiButtonBase: {
      defaultProps: { disableRipple: true },
      styleOverrides: { root: { '&.Mui-focusVisible': { outline: '3px solid var(--mui-palette-primary-main)', outlineOffset: '2px' } } },
    },
    MuiButton: { defaultProps: { disableElevation: true }, styleOverrides: { root: { borderRadius: 999, paddingInline: 18 } } },
    MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiTooltip: { defaultProps: { arrow: true, enterDelay: 400 } },
    MuiAlert: { styleOverrides: { root: { alignItems: 'center' } } },
  },
});

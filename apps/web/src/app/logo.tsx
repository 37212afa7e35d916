import Box from '@mui/material/Box';

/** A long wave, and the needle on it. Also in public/favicon.svg. */
export function Logo({ size = 36 }: { size?: number }) {
  return (
    <Box component="svg" viewBox="0 0 64 64" aria-hidden="true" focusable="false" sx={{ width: size, height: size, display: 'block', flexShrink: 0 }}>
      <rect width="64" height="64" rx="16" fill="#1b1512" />
      <path d="M7 38c6 0 6-17 12.5-17S26 45 32 45s6-24 12.5-24S51 38 57 38" fill="none" stroke="#ffb14e" strokeWidth="5" strokeLinecap="round" />
      <path d="M32 9v46" stroke="#ff6a55" strokeWidth="3.5" strokeLinecap="round" />
    </Box>
  );
}

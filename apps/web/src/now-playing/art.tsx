import { useId, useMemo } from 'react';
import { waveArt } from './wave-art';

const svg = { viewBox: '0 0 100 100', width: '100%', height: '100%', 'aria-hidden': true, focusable: false, preserveAspectRatio: 'xMidYMid slice' } as const;

/** For a song without a cover. */
export function WaveArtPicture({ seed }: { seed: string }) {
  const art = useMemo(() => waveArt(seed), [seed]);
  return (
    <svg {...svg}>
      <rect width="100" height="100" fill={art.ground} />
      <circle cx={art.sun.x} cy={art.sun.y} r={art.sun.radius} fill={art.glow} />
      {art.waves.map((path, index) => (
        <path key={path} d={path} fill={art.ink} fillOpacity={0.16 + index * 0.14} />
      ))}
    </svg>
  );
}

/** For a DJ on the air: a mast and its waves. */
export function LivePicture() {
  return (
    <svg {...svg}>
      <rect width="100" height="100" fill="#2a0f12" />
      {[44, 34, 24, 14].map((radius, index) => (
        <circle key={radius} cx="50" cy="42" r={radius} fill="#ff6a55" fillOpacity={0.12 + index * 0.08} />
      ))}
      <circle cx="50" cy="42" r="5.5" fill="#ffe2d2" />
      <path d="M50 42 36 92M50 42l14 50M42.5 69h15M39.5 80h21" stroke="#ffe2d2" strokeWidth="2.4" strokeLinecap="round" fill="none" />
    </svg>
  );
}

/** For noise. */
export function NoisePicture() {
  const id = useId();
  return (
    <svg {...svg}>
      <filter id={id}>
        <feTurbulence type="fractalNoise" baseFrequency="0.9" numOctaves="2" stitchTiles="stitch" />
        <feColorMatrix type="saturate" values="0" />
        <feComponentTransfer>
          <feFuncA type="linear" slope="0" intercept="1" />
        </feComponentTransfer>
      </filter>
      <rect width="100" height="100" fill="#3a3531" />
      <rect width="100" height="100" filter={`url(#${id})`} opacity="0.55" />
    </svg>
  );
}

/** For silence that was asked for, and before anything is known. */
export function StillPicture() {
  return (
    <svg {...svg}>
      <rect width="100" height="100" fill="#2b2622" />
      <path d="M12 50h76" stroke="#8d8177" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}

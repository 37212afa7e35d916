import Box from '@mui/material/Box';
import { keyframes } from '@mui/material/styles';
import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { station } from '../app/station';
import { formatDuration } from '../shared/format-duration';
import { tabularNumbers } from '../theme/theme';
import { trackPosition } from './track-position';
import type { TrackPosition } from './track-position';

const MOVE_EVERY_MS = 250;
const drift = keyframes`to { background-position: -80px 100%, -80px 100%; }`;

/** A tuning dial's scale: a long tick for every five short ones. */
const scale = (colour: string) => ({
  position: 'absolute', inset: 0,
  backgroundImage: `repeating-linear-gradient(90deg, ${colour} 0 2px, transparent 2px 16px), repeating-linear-gradient(90deg, ${colour} 0 2px, transparent 2px 80px)`,
  backgroundSize: '100% 12px, 100% 24px', backgroundPosition: '0 100%, 0 100%', backgroundRepeat: 'no-repeat, no-repeat',
});

/** Reads the position where it is and writes it to the page, past React: it does so four times a second. */
function useMovingNeedle(dial: RefObject<HTMLElement | null>, elapsed: RefObject<HTMLElement | null>, say: (position: TrackPosition) => string): void {
  const sayNow = useRef(say);
  useEffect(() => {
    sayNow.current = say;
  });
  useEffect(() => {
    const move = () => {
      const shown = station.shown();
      if (!shown || !dial.current || !elapsed.current) return;
      const position = trackPosition(shown.nowPlaying, shown.sample);
      const { seconds, durationSeconds } = position;
      dial.current.style.setProperty('--progress', `${durationSeconds === undefined ? 50 : ((100 * seconds) / durationSeconds).toFixed(3)}%`);
      elapsed.current.textContent = formatDuration(seconds);
      dial.current.dataset['seconds'] = seconds.toFixed(2);
      if (durationSeconds !== undefined) {
        dial.current.setAttribute('aria-valuenow', String(Math.floor(seconds)));
        dial.current.setAttribute('aria-valuetext', sayNow.current(position));
      }
    };
    move();
    const timer = setInterval(move, MOVE_EVERY_MS);
    return () => clearInterval(timer);
  }, [dial, elapsed]);
}

/** How far what is heard has come: the needle on a tuning dial. What has no end keeps the needle and moves the scale. */
export function Dial({ durationSeconds, isMoving }: { durationSeconds: number | undefined; isMoving: boolean }) {
  const { t } = useTranslation();
  const dial = useRef<HTMLDivElement>(null);
  const elapsed = useRef<HTMLSpanElement>(null);
  const hasEnd = durationSeconds !== undefined;
  useMovingNeedle(dial, elapsed, ({ seconds }) => t('now.progress_value', { position: formatDuration(seconds), duration: formatDuration(durationSeconds ?? 0) }));
  const meter = hasEnd ? { role: 'progressbar', 'aria-label': t('now.progress'), 'aria-valuemin': 0, 'aria-valuemax': Math.floor(durationSeconds) } : { 'aria-hidden': true };
  return (
    <Box sx={{ '--progress': '0%' }}>
      <Box key={String(hasEnd)} ref={dial} {...meter} data-testid="dial" sx={{ position: 'relative', height: 34, borderBottom: 2, borderColor: 'surface.line', overflow: 'hidden' }}>
        <Box sx={{ ...scale('var(--mui-palette-surface-line)'), ...(!hasEnd && { animation: isMoving ? `${drift} 4s linear infinite` : 'none', right: '-80px' }) }} />
        {hasEnd ? <Box sx={{ ...scale('var(--mui-palette-primary-main)'), clipPath: 'inset(0 calc(100% - var(--progress)) 0 0)' }} /> : null}
        <Box sx={{ position: 'absolute', top: 0, bottom: 0, left: 'clamp(0px, var(--progress), calc(100% - 3px))', width: 3, borderRadius: 2, bgcolor: 'secondary.main', boxShadow: '0 0 12px var(--mui-palette-secondary-main)' }} />
      </Box>
      <Box aria-hidden="true" sx={{ display: 'flex', justifyContent: 'space-between', mt: 0.75, typography: 'body2', color: 'text.secondary', ...tabularNumbers }}>
        <span ref={elapsed} data-testid="elapsed">0:00</span>
        <span>{hasEnd ? formatDuration(durationSeconds) : '∞'}</span>
      </Box>
    </Box>
  );
}

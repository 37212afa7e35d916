/**
 * Gains of an equal-power crossfade.
 *
 * @param progress place in the fade, 0 at its start to 1 at its end; values outside are clamped. NaN (what 0 / 0 gives
 *   for a fade of no length) counts as its end.
 * @returns linear amplitude gains in [0, 1] with outgoing² + incoming² = 1, so that the power of uncorrelated
 *   programmes stays constant. The same programme on both sides rises by up to 3 dB half way. Both ends are exact:
 *   {1, 0} and {0, 1}.
 */
export function equalPowerGains(progress: number): { outgoing: number; incoming: number } {
  if (progress <= 0) return { outgoing: 1, incoming: 0 };
  if (!(progress < 1)) return { outgoing: 0, incoming: 1 };
  const angle = (progress * Math.PI) / 2;
  return { outgoing: Math.cos(angle), incoming: Math.sin(angle) };
}

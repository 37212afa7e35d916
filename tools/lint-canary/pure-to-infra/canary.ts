// Breaks a boundary on purpose: pure code does no I/O and imports pure code and contracts only.
import * as forbidden from '@longwave/messaging';

export const canary = forbidden;

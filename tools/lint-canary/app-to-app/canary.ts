// Breaks a boundary on purpose: an app never imports another app; only the station composes them.
import * as forbidden from '@longwave/queue';

export const canary = forbidden;

// Breaks a boundary on purpose: a media app must go on playing without PostgreSQL and never imports persistence.
import * as forbidden from '@longwave/persistence';

export const canary = forbidden;

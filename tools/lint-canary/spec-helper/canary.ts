// Breaks a rule on purpose: what helps the tests is imported by specs only.
import * as forbidden from '@longwave/testing';

export const canary = forbidden;

import { AppError } from '@longwave/contracts';

/** Whether an error says that the database is away, so that an answer from memory is better than none. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'SERVICE_UNAVAILABLE';
}

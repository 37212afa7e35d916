import { type ErrorCode, errorCatalogue, isErrorCode } from './error-catalogue';

/** The body of an error on NATS and, under `error`, over HTTP. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  details: Record<string, unknown>;
}

/** The only error thrown on purpose across a border; everything else becomes `INTERNAL`. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Record<string, unknown> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'AppError';
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }

  get isRetryable(): boolean {
    return errorCatalogue[this.code].retryable;
  }

  toBody(): ErrorBody {
    return { code: this.code, message: this.message, details: this.details };
  }

  /** Reads an error body from the wire; what is not one becomes `INTERNAL`. */
  static fromBody(body: unknown): AppError {
    const { code, message, details } = (body ?? {}) as Partial<ErrorBody>;
    if (!isErrorCode(code)) return new AppError('INTERNAL', 'the callee failed without a known code');
    return new AppError(code, typeof message === 'string' ? message : code, details ?? {});
  }
}

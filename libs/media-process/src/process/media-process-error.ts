/** Why a child did not do its work. */
export type MediaProcessFailure = 'spawn' | 'timeout' | 'output-limit' | 'exit' | 'aborted';

/** A child failed; `message` is fit for a log and for an item's failure reason, `stderr` is what the child said last. */
export class MediaProcessError extends Error {
  constructor(
    readonly failure: MediaProcessFailure,
    message: string,
    readonly stderr: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'MediaProcessError';
  }
}

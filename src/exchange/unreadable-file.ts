import type { ImportFailure } from './import-types.ts';

/** Thrown in the midst of reading, where nothing can be returned; told as the failure it carries. */
export class UnreadableFile extends Error {
  readonly failure: ImportFailure;
  constructor(failure: ImportFailure, options?: ErrorOptions) {
    super(failure.code, options);
    this.failure = failure;
  }
}

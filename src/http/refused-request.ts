/** A request that a handler will not serve; shown as a page or as problem+json. */
export class RefusedRequest extends Error {
  override name = 'RefusedRequest';
  readonly statusCode: number;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;
  /** Who is allowed what was refused, in words for people. */
  readonly whoMay: string | undefined;

  constructor(statusCode: number, code: string, retryAfterSeconds?: number, whoMay?: string) {
    super(code);
    this.statusCode = statusCode;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
    this.whoMay = whoMay;
  }
}

/** Somebody else's address and one that does not exist look the same. */
export const notFound = (): RefusedRequest => new RefusedRequest(404, 'not_found');

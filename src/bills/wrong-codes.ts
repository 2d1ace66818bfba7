import type { FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { limitedAddress } from '#src/http/limited-address.ts';
import { pageContext } from '#src/http/page-reply.ts';
import type { RateLimits } from '#src/http/rate-limits.ts';
import { readTypedCode } from './bill-number.ts';
import { codeErrors } from './verify.ru.ts';
import { TooManyCodesPage, UnknownPaperPage } from './verify-code.page.tsx';
import { isOwnCode } from './verify-store.ts';

/**
 * Of codes that are nobody's: a person mistypes a few times, a program thousands. What can be no
 * code guesses nothing, and is not counted.
 */
const wrongCodes = { name: 'verify_bill', points: 20, perSeconds: 3_600 };
/** Of a resident, at the place of a guesser: whether a code is their own is no endless question either. */
const ownCodes = { name: 'verify_own', points: 60, perSeconds: 3_600 };

export type Guesses = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  limits: RateLimits;
};

/**
 * Before a code is looked at: who has guessed too often learns nothing more, right or wrong. A
 * resident still sees their own papers, of which they learn nothing here. null: go on.
 */
export async function refuseGuesser(
  { request, reply, deps, limits }: Guesses,
  code: string,
): Promise<FastifyReply | null> {
  const allowed = await limits.peek(wrongCodes, limitedAddress(request));
  if (allowed.ok) return null;
  const { signedIn } = request;
  if (signedIn) {
    const { actor } = signedIn;
    const looks = await limits.consume(ownCodes, String(actor.userId));
    if (looks.ok && (await isOwnCode(deps.db, actor, code))) return null;
  }
  return tooMany({ request, reply, deps }, allowed.retryAfterSeconds);
}

function tooMany(
  { request, reply, deps }: Omit<Guesses, 'limits'>,
  retryAfterSeconds: number,
): FastifyReply {
  reply.header('retry-after', String(retryAfterSeconds));
  const props = { context: pageContext(request, deps), retryAfterSeconds };
  return reply.page(h(TooManyCodesPage, props), 429);
}

/** A code of no paper. One that could have been of some counts as a guess. */
export async function unknownPaper(
  { request, reply, deps, limits }: Guesses,
  typed: string,
): Promise<FastifyReply> {
  const read = readTypedCode(typed);
  if (read.ok) {
    // Of many at once that all began within the limit.
    const counted = await limits.consume(wrongCodes, limitedAddress(request));
    if (!counted.ok) return tooMany({ request, reply, deps }, counted.retryAfterSeconds);
  }
  const props = { context: pageContext(request, deps), typed, errors: codeErrors(read) };
  return reply.page(h(UnknownPaperPage, props), 404);
}

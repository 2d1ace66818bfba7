import type { FastifyReply, FastifyRequest } from 'fastify';
import { h, type JSX } from 'preact';
import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { createRateLimits, type RateLimits } from '#src/http/rate-limits.ts';
import { RefusedRequest } from '#src/http/refused-request.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import type { FactorFormProps } from './factor-forms.page.tsx';
import type { FactorOwner } from './factor-owner.ts';
import type { FactorSurface } from './factor-surface.ts';
import { countGuess, forgiveGuesses } from './guesses.ts';
import { RecoveryCodesPage } from './recovery-codes.page.tsx';
import * as say from './second-factor.ru.ts';

/** One request to a page of factors, a resident's or a member of staff's. */
export type Visit = {
  deps: AppDeps;
  surface: FactorSurface;
  limits: RateLimits;
  request: FastifyRequest;
  reply: FastifyReply;
};

type Act = (visit: Visit) => Promise<FastifyReply>;

/** Makes handlers of one surface out of what may be done on any. */
export function factorHandlers(deps: AppDeps, surface: FactorSurface) {
  const limits = createRateLimits(deps.pool, deps.secret);
  return (act: Act) => (request: FastifyRequest, reply: FastifyReply) =>
    act({ deps, surface, limits, request, reply });
}

export const ownerOf = ({ surface, request, deps }: Visit): Promise<FactorOwner> =>
  surface.ownerOf(request, deps);

/** Why the page is shown again. */
export type Refusal = { errors: FieldError[]; status: number };

export const refusal = (field: string, message: string, status = 422): Refusal => ({
  errors: [{ field, message }],
  status,
});

/** Null when the password is right. A try is counted before it is looked at. */
export async function refusePassword(visit: Visit, owner: FactorOwner): Promise<Refusal | null> {
  const { deps, surface, limits, request, reply } = visit;
  const { password = '' } = formValues(request.body);
  const guessing = { db: deps.db, clock: deps.clock, limits };
  const limited = await countGuess(guessing, owner, 'password');
  if (!limited.ok) {
    reply.header('retry-after', String(limited.retryAfterSeconds));
    return refusal('password', say.tooManyCodes(limited.retryAfterSeconds), 429);
  }
  if (!(await surface.isPasswordRight(deps, owner, password))) {
    return refusal('password', say.wrongOwnPassword);
  }
  await forgiveGuesses(guessing, owner, 'password');
  return null;
}

/**
 * The change of factors and the rotation of sessions, together or not at all. Nothing is changed by
 * a session that has ended meanwhile: by a new password it has ended because of whoever uses it.
 * @throws RefusedRequest 401
 */
export async function change<T extends { ok: boolean }>(
  { deps, surface, request, reply }: Visit,
  act: (tx: Tx, deed: { now: Date; requestId: string }) => Promise<T>,
): Promise<T> {
  const deed = { now: deps.clock.now(), requestId: request.id };
  const { outcome, session } = await inTransaction(deps.db, async (tx) => {
    const done = await act(tx, deed);
    if (!done.ok) return { outcome: done, session: null };
    const session = await surface.rotateSession(tx, request);
    if (!session) throw new RefusedRequest(401, 'not_signed_in');
    return { outcome: done, session };
  });
  if (session) surface.setCookie(reply, deps, session);
  return outcome;
}

export async function showForm(
  { deps, surface, request, reply }: Visit,
  node: (props: FactorFormProps) => JSX.Element,
  refused: Refusal | null = null,
): Promise<FastifyReply> {
  const context = await surface.context(request, deps);
  const errors = refused?.errors ?? [];
  return reply.page(node({ surface, context, errors }), refused?.status);
}

/** In the answer itself: a redirect would have to carry them in an address or a cookie. */
export async function showCodes(visit: Visit, codes: readonly string[]): Promise<FastifyReply> {
  const { deps, surface, request, reply } = visit;
  const { Frame, addresses } = surface;
  const context = await surface.context(request, deps);
  const next = { href: addresses.overview, label: say.codesAreKept };
  return reply.page(h(RecoveryCodesPage, { Frame, context, codes, next }));
}

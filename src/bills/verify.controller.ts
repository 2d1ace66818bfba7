import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits } from '#src/http/rate-limits.ts';
import { href, routes } from '#src/routes.ts';
import { readTypedCode } from './bill-number.ts';
import { findBillByCode, isInForce, type StoredBill } from './bills-store.ts';
import { hasNewerBill } from './newer-bill.ts';
import { findLatest, findPaperByCode } from './papers/papers-store.ts';
import { VerifiedBillPage, VerifiedPaperPage } from './verify.page.tsx';
import { codeErrors } from './verify.ru.ts';
import { TypeCodePage } from './verify-code.page.tsx';
import { type Guesses, refuseGuesser, unknownPaper } from './wrong-codes.ts';

/** Whether a paper is ours: for whoever holds it, signed in or not. */
export function registerVerification(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);
  // What is shown is of somebody's bill: no copy stays anywhere.
  const config = { isKeptNowhere: true };

  app.get(routes.verify, { config }, (request, reply) => {
    const { code: typed } = formValues(request.query);
    const read = readTypedCode(typed ?? '');
    if (read.ok) return reply.seeOther(href('verifyBill', { code: read.code }));
    const errors = typed === undefined ? [] : codeErrors(read);
    const props = { context: pageContext(request, deps), typed: typed ?? '', errors };
    return reply.page(h(TypeCodePage, props), errors.length > 0 ? 422 : 200);
  });

  app.get(routes.verifyBill, { config }, async (request, reply) => {
    const asked = { request, reply, deps, limits };
    const { code: typed } = request.params as { code: string };
    const read = readTypedCode(typed);
    if (!read.ok) return unknownPaper(asked, typed);
    return (await refuseGuesser(asked, read.code)) ?? showPaper(asked, read.code);
  });
}

async function showPaper(asked: Guesses, code: string) {
  const { request, reply, deps } = asked;
  const context = pageContext(request, deps);
  const [bill, paper] = await Promise.all([
    findBillByCode(deps.db, code),
    findPaperByCode(deps.db, code),
  ]);
  if (bill) return reply.page(h(VerifiedBillPage, { context, bill, ...(await ageOf(deps, bill)) }));
  if (paper) {
    const { latest } = await findLatest(deps.db, paper);
    const isCurrent = latest?.paperNo === paper.paperNo;
    return reply.page(h(VerifiedPaperPage, { context, paper, isCurrent }));
  }
  return unknownPaper(asked, code);
}

async function ageOf({ db }: AppDeps, bill: StoredBill) {
  const [isCurrent, isOld] = await Promise.all([isInForce(db, bill), hasNewerBill(db, bill)]);
  return { isCurrent, isOld };
}

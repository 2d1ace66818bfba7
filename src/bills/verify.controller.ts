import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits } from '#src/http/rate-limits.ts';
import { routes } from '#src/routes.ts';
import { readVerifyCode } from './bill-number.ts';
import { findBillByCode, isInForce } from './bills-store.ts';
import { hasNewerBill } from './newer-bill.ts';
import { findLatest, findPaperByCode } from './papers/papers-store.ts';
import { UnknownPaperPage, VerifiedBillPage, VerifiedPaperPage } from './verify.page.tsx';
import { noteWrongCode, refuseGuessers } from './wrong-codes.ts';

/** Whether a paper is ours: for whoever holds it, signed in or not. */
export function registerVerification(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);
  // What is shown is of somebody's bill: no copy stays anywhere.
  app.get(routes.verifyBill, { config: { isKeptNowhere: true } }, async (request, reply) => {
    await refuseGuessers(limits, request);
    const { code: typed } = request.params as { code: string };
    const code = readVerifyCode(typed);
    const context = pageContext(request, deps);
    const [bill, paper] = code
      ? await Promise.all([findBillByCode(deps.db, code), findPaperByCode(deps.db, code)])
      : [null, null];
    if (bill) {
      const isCurrent = await isInForce(deps.db, bill);
      const isOld = await hasNewerBill(deps.db, bill);
      return reply.page(h(VerifiedBillPage, { context, bill, isCurrent, isOld }));
    }
    if (paper) {
      const { latest } = await findLatest(deps.db, paper);
      const isCurrent = latest?.paperNo === paper.paperNo;
      return reply.page(h(VerifiedPaperPage, { context, paper, isCurrent }));
    }
    await noteWrongCode(limits, request);
    return reply.page(h(UnknownPaperPage, { context }), 404);
  });
}

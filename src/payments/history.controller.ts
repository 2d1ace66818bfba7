import { stringify } from 'csv-stringify/sync';
import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { notFound } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import { routes } from '#src/routes.ts';
import { HistoryPage } from './history.page.tsx';
import { findPaymentHistory } from './history-store.ts';
import { historyCsvRows } from './payments.ru.ts';
import type { PaymentsDeps } from './payments-deps.ts';

/** Two years of monthly payments on one page. */
const SHOWN = 24;

export function registerHistory(app: FastifyInstance, deps: PaymentsDeps): void {
  const { timeZone } = deps.supplier;
  const guarded = { preHandler: requireResident };

  app.get(routes.payments, guarded, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    const { actor } = residentOf(request);
    const { personalAccountId } = personalAccount;
    const { after } = formValues(request.query);
    const query = { personalAccountId, timeZone, after: after || undefined, limit: SHOWN + 1 };
    const found = await findPaymentHistory(deps.db, actor, query);
    // A way on is given only where something follows: this one is nobody's.
    if (after && found.length === 0) throw notFound();
    const entries = found.slice(0, SHOWN);
    const nextKey = found.length > SHOWN ? (entries.at(-1)?.key ?? null) : null;
    const context = pageContext(request, deps);
    return reply.page(h(HistoryPage, { context, personalAccount, entries, nextKey }));
  });

  app.get(routes.paymentsCsv, guarded, async (request, reply) => {
    const { personalAccountId, number } = await openAccountPage(request, reply, deps);
    const { actor } = residentOf(request);
    const entries = await findPaymentHistory(deps.db, actor, { personalAccountId, timeZone });
    const csv = `\ufeff${stringify(historyCsvRows(entries), { delimiter: ';' })}`;
    return reply
      .type('text/csv; charset=utf-8')
      .header('cache-control', 'private, no-store')
      .header('content-disposition', `attachment; filename="payments-${number}.csv"`)
      .send(csv);
  });
}

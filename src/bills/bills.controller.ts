import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import { dateInZone } from '#src/plain-date.ts';
import { routes } from '#src/routes.ts';
import { getBillPdf } from './bill-pdf.ts';
import { NoBillPage } from './bills.page.tsx';
import { makeSureOfBill } from './make-bill.ts';
import { monthOfAddress } from './month-of-address.ts';
import type { PaperRenderer } from './paper-renderer.ts';

type BillPageDeps = AppDeps & { renderer: PaperRenderer };

export function registerBillPages(app: FastifyInstance, deps: BillPageDeps): void {
  app.get(routes.bill, { preHandler: requireResident }, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    const { personalAccountId, number, holderSince } = personalAccount;
    const month = monthOfAddress(request.params);
    const { actor } = residentOf(request);
    const outcome = await makeSureOfBill(deps, actor, { personalAccountId, month, holderSince });
    if (!outcome.ok) {
      const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
      const context = pageContext(request, deps);
      const props = { context, personalAccount, month, today, code: outcome.code };
      return reply.page(h(NoBillPage, props), 404);
    }
    const pdf = await getBillPdf(deps, outcome.bill, {
      siteUrl: deps.config.url,
      charset: deps.config.billQrCharset,
    });
    // Who comes from a letter has signed in on the way: a mere download would leave them on that page.
    const way = formValues(request.query).show ? 'inline' : 'attachment';
    const name = `kvitanciya-${number}-${month.slice(0, 7)}.pdf`;
    return reply
      .type('application/pdf')
      .header('cache-control', 'private, no-store')
      .header('content-disposition', `${way}; filename="${name}"`)
      .send(pdf);
  });
}

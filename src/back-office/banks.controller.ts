import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { listComparisons } from '#src/banks/comparisons-store.ts';
import { listDifferences } from '#src/banks/differences-store.ts';
import { findAccountsOfPayments } from '#src/banks/payment-accounts.ts';
import { listRegistries } from '#src/banks/registries-store.ts';
import { listStatements } from '#src/banks/statements-store.ts';
import { listUnidentified } from '#src/banks/unidentified-store.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { listRefusedReceipts } from '#src/payments/refused-receipts.ts';
import { addDays, dateInZone } from '#src/plain-date.ts';
import { routes } from '#src/routes.ts';
import { may } from '#src/staff/permissions.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { doneText } from './back-office.ru.ts';
import { BanksPage } from './banks.page.tsx';
import { deskContext, recordOf } from './desk.ts';
import { ofAccount, recordShown } from './record-shown.ts';

const SHOWN = 50;
/** Days of gateways that the page looks back at. */
const COMPARED_DAYS = 7;

/** What banks brought and what of it waits for people. */
export function registerBanksDesk(app: FastifyInstance, deps: AppDeps): void {
  const seeing = { preHandler: requireStaff('see_bank_money') };
  app.get(routes.staffBanks, seeing, async (request, reply) => {
    const { actor } = staffOf(request);
    const { db } = deps;
    const limit = SHOWN;
    const registries = await listRegistries(db, actor, { limit });
    const statements = await listStatements(db, actor, { limit });
    const unidentified = await listUnidentified(db, actor, { limit });
    const differences = await listDifferences(db, actor, { limit });
    const receipts = await listRefusedReceipts(db, actor, { limit });
    const since = addDays(dateInZone(deps.clock.now(), deps.supplier.timeZone), -COMPARED_DAYS);
    const comparisons = await listComparisons(db, actor, { since });
    const paymentIds = differences.flatMap(({ paymentId }) => paymentId ?? []);
    const shown = [
      ...(await findAccountsOfPayments(db, actor, paymentIds)),
      ...receipts.map(({ personalAccountId }) => personalAccountId),
    ];
    await recordShown(deps, actor, {
      record: recordOf(request),
      action: 'look_at_bank_money',
      shown: shown.map(ofAccount),
    });
    const notice = doneText(formValues(request.query).done ?? '');
    const found = { registries, statements, unidentified, differences, receipts, comparisons };
    const mayLoad = may(actor.role, 'decide_bank_money');
    const props = { ...(await deskContext(request, deps)), ...found, limit, mayLoad, notice };
    return reply.page(h(BanksPage, props));
  });
}

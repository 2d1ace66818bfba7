import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { listDifferences } from '#src/banks/differences-store.ts';
import { findAccountsOfPayments } from '#src/banks/payment-accounts.ts';
import { listRegistries } from '#src/banks/registries-store.ts';
import { listStatements } from '#src/banks/statements-store.ts';
import { listUnidentified } from '#src/banks/unidentified-store.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { routes } from '#src/routes.ts';
import { may } from '#src/staff/permissions.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { doneText } from './back-office.ru.ts';
import { BanksPage } from './banks.page.tsx';
import { deskContext, recordOf } from './desk.ts';
import { ofAccount, recordShown } from './record-shown.ts';

const SHOWN = 50;

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
    const paymentIds = differences.flatMap(({ paymentId }) => paymentId ?? []);
    const shown = await findAccountsOfPayments(db, actor, paymentIds);
    await recordShown(deps, actor, {
      record: recordOf(request),
      action: 'look_at_bank_money',
      shown: shown.map(ofAccount),
    });
    const notice = doneText(formValues(request.query).done ?? '');
    const lists = { registries, statements, unidentified, differences, limit };
    const mayLoad = may(actor.role, 'decide_bank_money');
    const props = { ...(await deskContext(request, deps)), ...lists, mayLoad, notice };
    return reply.page(h(BanksPage, props));
  });
}

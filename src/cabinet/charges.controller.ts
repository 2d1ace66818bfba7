import { stringify } from 'csv-stringify/sync';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { getAccountMonth } from '#src/billing/get-account-month.ts';
import { getBalance } from '#src/billing/get-balance.ts';
import { listAccountMonths } from '#src/billing/list-account-months.ts';
import { isOfHolder } from '#src/bills/bill-data.ts';
import { listBills } from '#src/bills/list-bills.ts';
import { monthOfAddress } from '#src/bills/month-of-address.ts';
import { waitingMonths, waitingNote } from '#src/bills/waiting-months.ru.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { notFound } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import {
  addMonths,
  dateInZone,
  firstDayOfMonth,
  type PlainDate,
  type PlainMonth,
  yearOf,
} from '#src/plain-date.ts';
import { routes } from '#src/routes.ts';
import { ChargesPage } from './charges.page.tsx';
import { chargesCsvRows, chargesMonthCsvRows } from './charges-csv.ru.ts';
import { ChargesMonthPage, WaitingMonthPage } from './charges-month.page.tsx';
import { closedDay } from './home.page.tsx';
import { offersSeveral } from './several-bills.page.tsx';

/** The statement, a month of it, and both as files. */
export function registerCharges(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireResident };
  const today = () => dateInZone(deps.clock.now(), deps.supplier.timeZone);

  app.get(routes.charges, guarded, (request, reply) => showCharges({ request, reply, deps }));

  app.get(routes.chargesCsv, guarded, async (request, reply) => {
    const { personalAccountId, number } = await openAccountPage(request, reply, deps);
    const months = await listAccountMonths(deps, residentOf(request).actor, { personalAccountId });
    return sendCsv(reply, chargesCsvRows(months), `charges-${number}.csv`);
  });

  app.get(routes.chargesMonth, guarded, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    const { personalAccountId, number } = personalAccount;
    const month = monthOfAddress(request.params);
    const known = await getAccountMonth(deps, residentOf(request).actor, {
      personalAccountId,
      month,
    });
    const context = pageContext(request, deps);
    if (!known) {
      if (!canWait(personalAccount, month, today())) throw notFound();
      const note = waitingNote(month, today(), deps.supplier);
      return reply.page(h(WaitingMonthPage, { context, number, month, note }));
    }
    return reply.page(
      h(ChargesMonthPage, { context, number, month, known, vat: deps.supplier.billing.vat }),
    );
  });

  app.get(routes.chargesMonthCsv, guarded, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    const { personalAccountId, number } = personalAccount;
    const month = monthOfAddress(request.params);
    const place = { personalAccountId, month };
    const known = await getAccountMonth(deps, residentOf(request).actor, place);
    if (!known && !canWait(personalAccount, month, today())) throw notFound();
    const name = `charges-${number}-${month.slice(0, 7)}.csv`;
    return sendCsv(reply, chargesMonthCsvRows(known), name);
  });
}

type Asked = { request: FastifyRequest; reply: FastifyReply; deps: AppDeps };

/** A year of the statement: the one that is asked for, or the newest. */
async function showCharges({ request, reply, deps }: Asked): Promise<FastifyReply> {
  const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
  const personalAccount = await openAccountPage(request, reply, deps);
  const { actor } = residentOf(request);
  const { personalAccountId, number } = personalAccount;
  const [all, balance, bills] = await Promise.all([
    listAccountMonths(deps, actor, { personalAccountId }),
    getBalance(deps, actor, { personalAccountId }),
    listBills(deps, { personalAccountId }),
  ]);
  const waiting = awaited(personalAccount, all[0]?.month ?? null, { deps, today });
  const years = [...new Set(all.map(({ month }) => yearOf(month)))];
  const { archive, ...query } = formValues(request.query);
  const asked = Number(query.year);
  const year = years.includes(asked) ? asked : (years[0] ?? yearOf(today));
  const months = all.filter(({ month }) => yearOf(month) === year);
  const isNewest = year === (years[0] ?? year);
  const isNoneChosen = archive === 'none_chosen' && offersSeveral({ months, ...personalAccount });
  return reply.page(
    h(ChargesPage, {
      context: pageContext(request, deps),
      personalAccount,
      number,
      years,
      year,
      months,
      bills,
      balance,
      waiting: isNewest ? waiting : [],
      isNoneChosen,
    }),
    isNoneChosen ? 422 : 200,
  );
}

/** The current month, and the one before while it is being formed; never a former holder's. */
function canWait(personalAccount: PersonalAccount, month: PlainMonth, today: PlainDate): boolean {
  const current = firstDayOfMonth(today);
  const isRecent = month === current || month === addMonths(current, -1);
  const isOwn = isOfHolder(month, personalAccount.holderSince);
  return isRecent && isOwn && isLive(personalAccount, today);
}

const isLive = (personalAccount: PersonalAccount, today: PlainDate): boolean =>
  personalAccount.visibleUntil === null && closedDay(personalAccount, today) === null;

function awaited(
  personalAccount: PersonalAccount,
  last: PlainMonth | null,
  { deps, today }: { deps: AppDeps; today: PlainDate },
) {
  return isLive(personalAccount, today) ? waitingMonths(last, today, deps.supplier) : [];
}

function sendCsv(reply: FastifyReply, rows: string[][], fileName: string) {
  // The mark at the start makes spreadsheets read it as UTF-8.
  const csv = `\ufeff${stringify(rows, { delimiter: ';' })}`;
  return reply
    .type('text/csv; charset=utf-8')
    .header('cache-control', 'private, no-store')
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .send(csv);
}

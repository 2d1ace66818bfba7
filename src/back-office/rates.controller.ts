import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { readBooks } from '#src/billing/books.ts';
import { findRateRows } from '#src/billing/rate-rows-store.ts';
import { type RateFailure, readRate, type TypedRate } from '#src/billing/rate-rules.ts';
import { rateFailureText } from '#src/billing/rates.ru.ts';
import { closedMonthsOfRate, isKnown } from '#src/billing/record-rate.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { href, routes } from '#src/routes.ts';
import { may } from '#src/staff/permissions.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { proposeChange } from './approvals.ts';
import { deskFailureText, doneText } from './back-office.ru.ts';
import { deskContext, recordOf } from './desk.ts';
import { todayAt } from './open-facts.ts';
import { RateCheckPage } from './rate-check.page.tsx';
import { RatesPage } from './rates.page.tsx';

/** Every number of the law and of the region; a new one takes two people. */
export function registerRates(app: FastifyInstance, deps: AppDeps): void {
  app.get(routes.staffRates, { preHandler: requireStaff('see_rates') }, (request, reply) =>
    showRates({ request, reply, deps }),
  );

  const changing = { preHandler: requireStaff('change_rates') };

  app.get(routes.staffRateCheck, changing, (request, reply) =>
    showCheck({ request, reply, deps }, typedOf(formValues(request.query))),
  );

  app.post(routes.staffRates, changing, async (request, reply) => {
    const open = { request, reply, deps };
    const typed = typedOf(formValues(request.body));
    const read = readRate(typed);
    if (!read.ok) return showRates({ ...open, ...refusal(typed, read.failures) });
    const { validFrom, value, source } = read.rate;
    const payload = { subject: typed.subject, validFrom, value, source };
    const proposed = await proposeChange(deps, staffOf(request).actor, {
      proposal: { kind: 'rate', payload },
      deed: { ...recordOf(request), reason: source },
    });
    if (proposed.ok) return reply.seeOther(`${href('staffRates')}?done=proposed`);
    const errors = [{ field: 'subject', message: deskFailureText(proposed) }];
    return showRates({ ...open, values: typed, errors, status: 409 });
  });
}

function typedOf(values: Record<string, string>): TypedRate {
  const { subject = '', from = '', value = '', source = '' } = values;
  return { subject, from, value, source };
}

const refusal = (values: TypedRate, failures: readonly RateFailure[]) => ({
  values,
  errors: failures.map(({ field, code }) => ({ field, message: rateFailureText[code] })),
  status: 422,
});

type Open = { request: FastifyRequest; reply: FastifyReply; deps: AppDeps };
type Refused = { values?: TypedRate; errors?: FieldError[]; status?: number };

async function showRates({ request, reply, deps, ...refused }: Open & Refused) {
  const { values = null, errors = [], status } = refused;
  const { actor } = staffOf(request);
  const props = {
    ...(await deskContext(request, deps)),
    rows: await findRateRows(deps.db, actor),
    today: todayAt(deps),
    mayChange: may(actor.role, 'change_rates'),
    values,
    errors,
    notice: doneText(formValues(request.query).done ?? ''),
  };
  return reply.page(h(RatesPage, props), status);
}

async function showCheck(open: Open, typed: TypedRate) {
  const { request, reply, deps } = open;
  const read = readRate(typed);
  if (!read.ok) return showRates({ ...open, ...refusal(typed, read.failures) });
  const { rate } = read;
  const rows = await findRateRows(deps.db, staffOf(request).actor);
  if (isKnown(rate, rows)) {
    return showRates({ ...open, ...refusal(typed, [{ field: 'value', code: 'unchanged' }]) });
  }
  const { kind } = rate;
  const of = rate.of === null ? null : String(rate.of);
  const before = rows.find(
    (row) => row.kind === kind && row.of === of && row.validFrom <= rate.validFrom,
  );
  const props = {
    ...(await deskContext(request, deps)),
    rate,
    before: before ?? null,
    closedMonths: closedMonthsOfRate(rate, await readBooks(deps.db)),
    typed,
  };
  return reply.page(h(RateCheckPage, props));
}

import { stringify } from 'csv-stringify/sync';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { notFound } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import { listReadingCases } from '#src/meters/list-reading-cases.ts';
import { getReading, listReadings } from '#src/meters/list-readings.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone } from '#src/plain-date.ts';
import { routes } from '#src/routes.ts';
import { consumptionForChart } from './consumption.ts';
import { consumptionCsvRows } from './consumption-csv.ru.ts';
import { ReadingsPage, type ReadingsProps } from './readings.page.tsx';
import { readTypedReadings, type TypedReading } from './typed-readings.ts';

/** A year at a glance. */
const READINGS_SHOWN = 12;

export function registerReadings(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireResident };

  app.get(routes.readings, guarded, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    const typed = readTypedReadings(formValues(request.query));
    return showReadings({ request, reply, deps, personalAccount, typed });
  });

  app.get(routes.consumptionCsv, guarded, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    const { actor } = residentOf(request);
    const months = await consumptionForChart(deps, actor, personalAccount);
    // The mark at the start makes spreadsheets read it as UTF-8.
    const csv = `\ufeff${stringify(consumptionCsvRows(months), { delimiter: ';' })}`;
    const name = `gas-${personalAccount.number}.csv`;
    return reply
      .type('text/csv; charset=utf-8')
      .header('cache-control', 'private, no-store')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(csv);
  });
}

type Shown = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  personalAccount: PersonalAccount;
  /** What was refused: the form of that meter shows it again with the reason. */
  refused?: ReadingsProps['refused'];
  /** What was typed for other meters: it comes back as well. */
  typed?: readonly TypedReading[];
  status?: number;
};

/** The page of all readings; also where a refused form comes back to. */
export async function showReadings(shown: Shown) {
  const { request, reply, deps, personalAccount, refused = null, typed = [], status = 200 } = shown;
  const { actor } = residentOf(request);
  const { personalAccountId } = personalAccount;
  const query = formValues(request.query);
  const { cursor, added } = query;
  // Whatever page of the history it stands on, and after a refusal as well.
  const confirmation = refused?.corrects || query.corrects || '';
  const [meters, months, history, cases, corrected] = await Promise.all([
    listMeters(deps, actor, { personalAccountId }),
    consumptionForChart(deps, actor, personalAccount),
    listReadings(deps, actor, { personalAccountId, cursor, limit: READINGS_SHOWN }),
    listReadingCases(deps, actor, { personalAccountId }),
    getReading(deps, actor, { personalAccountId, confirmation }),
  ]);
  if (!history.ok) throw notFound();
  const props: ReadingsProps = {
    context: pageContext(request, deps),
    personalAccount,
    meters,
    months,
    history,
    cases,
    addedTo: cases.find(({ caseId }) => String(caseId) === added)?.caseId ?? null,
    corrected,
    today: dateInZone(deps.clock.now(), deps.supplier.timeZone),
    isFirstPage: cursor === undefined,
    refused,
    typed,
  };
  return reply.page(h(ReadingsPage, props), status);
}

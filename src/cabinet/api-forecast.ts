import { z } from 'zod';
import { chargeMethods } from '#src/billing/charge-line.ts';
import { type AccountForecast, forecastAccount } from '#src/billing/forecast-account.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { residentOf } from '#src/identity/session-hook.ts';
import { dateInZone } from '#src/plain-date.ts';
import { openPersonalAccount } from './api-accounts.ts';
import { forecastFields as fields, forecastExample } from './api-forecast.ru.ts';
import { type ApiApp, operation } from './api-operation.ts';
import { refusalOf } from './api-refusals.ts';
import { accountParams } from './api-requests.ts';
import { monthOf } from './api-resources.ts';
import { date, kopecks, yearMonth } from './api-scalars.ts';

const supposedBill = z.object({
  month: yearMonth.describe(fields.month),
  methods: z.array(z.enum(chargeMethods)).describe(fields.methods),
  chargedKopecks: kopecks.describe(fields.chargedKopecks),
  recalculatedKopecks: kopecks.describe(fields.recalculatedKopecks),
  totalKopecks: kopecks.describe(fields.totalKopecks),
});

const forecastSchema = z
  .object({
    nextBill: supposedBill.nullable().describe(fields.nextBill),
    byNorm: supposedBill.nullable().describe(fields.byNorm),
    debts: z
      .object({
        principalKopecks: kopecks.describe(fields.principalKopecks),
        overdueKopecks: kopecks.describe(fields.overdueKopecks),
        advanceKopecks: kopecks.describe(fields.advanceKopecks),
        penaltyKopecks: kopecks.describe(fields.penaltyKopecks),
        unbilledPenaltyKopecks: kopecks.describe(fields.unbilledPenaltyKopecks),
      })
      .nullable()
      .describe(fields.debts),
    penalties: z
      .object({
        freeUntil: date.describe(fields.freeUntil),
        until: date.describe(fields.until),
        growthKopecks: kopecks.nullable().describe(fields.growthKopecks),
      })
      .nullable()
      .describe(fields.penalties),
  })
  .meta({ id: 'Forecast', examples: [forecastExample] });

/** What comes next, as «Главная» tells it, by the engine of the close. */
export function registerForecastRoute(api: ApiApp, deps: AppDeps): void {
  api.get(
    '/accounts/:number/forecast',
    {
      schema: operation(
        'getForecast',
        { params: accountParams, response: { 200: forecastSchema } },
        ['not_found', 'access_ended'],
      ),
    },
    async (request) => {
      const known = await openPersonalAccount(request, deps, request.params.number);
      const { personalAccountId, visibleUntil } = known;
      // What comes next is of whoever has the account now.
      if (visibleUntil !== null) {
        throw refusalOf({ ok: false, code: 'access_ended', visibleUntil });
      }
      const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
      const { actor } = residentOf(request);
      return forecastResource(await forecastAccount(deps, actor, { personalAccountId, today }));
    },
  );
}

/** Debts are told as sums: their months may be a former holder's. */
function forecastResource(forecast: AccountForecast | null): z.output<typeof forecastSchema> {
  if (!forecast) return { nextBill: null, byNorm: null, debts: null, penalties: null };
  const { likely, byNorm, debts, penalties } = forecast;
  return {
    nextBill: likely && billResource(likely),
    byNorm: byNorm && billResource(byNorm),
    debts: {
      principalKopecks: debts.principalKopecks,
      overdueKopecks: debts.overdueKopecks,
      advanceKopecks: debts.advanceKopecks,
      penaltyKopecks: debts.penaltyBalanceKopecks,
      unbilledPenaltyKopecks: debts.unpostedPenaltyKopecks,
    },
    penalties: penalties && {
      freeUntil: penalties.freeUntil,
      until: penalties.until,
      growthKopecks: penalties.growthKopecks,
    },
  };
}

const billResource = (
  bill: NonNullable<AccountForecast['likely']>,
): z.output<typeof supposedBill> => ({
  month: monthOf(bill.month),
  methods: [...new Set(bill.lines.map(({ method }) => method))],
  chargedKopecks: bill.chargedKopecks,
  recalculatedKopecks: bill.recalculatedKopecks,
  totalKopecks: bill.totalKopecks,
});

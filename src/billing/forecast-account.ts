import type { Actor } from '#src/actor.ts';
import { addDays, firstDayOfMonth, type PlainDate } from '#src/plain-date.ts';
import { type DebtsOnDay, debtsOf, penaltyIfUnpaid } from './debts-on-day.ts';
import { findLedgerEntries } from './entries-store.ts';
import type { MoneyEntry } from './money-entry.ts';
import {
  chargeOpenMonths,
  type Forecast,
  type ForecastDeps,
  loadOpenMonths,
  type OpenMonths,
} from './open-months.ts';
import { openingEntries } from './opening-entries.ts';
import { withoutVerification } from './suppose.ts';

export type AccountForecast = {
  /** The month that runs, by what is known today; null: a rate is missing. */
  likely: Extract<Forecast, { ok: true }> | null;
  /** The same with no meter verified: a whole month by the norm. */
  byNorm: Extract<Forecast, { ok: true }> | null;
  debts: DebtsOnDay;
  /** By how much penalties will grow if nothing is paid; null: nothing is owed. */
  penalties: { freeUntil: PlainDate; until: PlainDate; growthKopecks: number } | null;
};

/** Penalties are told for so many days of not paying: a month is what people think in. */
const DAYS_AHEAD = 30;

/** What comes next on the account, all of it by the engine of the close. null as loadOpenMonths. */
export async function forecastAccount(
  deps: ForecastDeps,
  actor: Actor,
  { personalAccountId, today }: { personalAccountId: number; today: PlainDate },
): Promise<AccountForecast | null> {
  const month = firstDayOfMonth(today);
  const [open, entries] = await Promise.all([
    loadOpenMonths(deps, actor, { personalAccountId, month }),
    findLedgerEntries(deps.db, actor, { personalAccountId }),
  ]);
  if (!open) return null;
  const of = (forecast: Forecast) => (forecast.ok ? forecast : null);
  return {
    likely: of(chargeOpenMonths(open)),
    byNorm: of(
      chargeOpenMonths(open, (facts, one) =>
        one === month ? withoutVerification(facts, month) : facts,
      ),
    ),
    ...moneyAhead(open, { entries, today }),
  };
}

function moneyAhead(
  { months, rates }: OpenMonths,
  { entries, today }: { entries: readonly MoneyEntry[]; today: PlainDate },
): Pick<AccountForecast, 'debts' | 'penalties'> {
  const [first] = months;
  // Not in the books yet: the close will open them with the balance of the register.
  const opening = first?.loaded.register ? openingEntries(first.loaded.register) : [];
  const all = [...opening, ...entries];
  const debts = debtsOf(all, today, rates.rates);
  const owed = debts.debts.filter(({ remainingKopecks }) => remainingKopecks > 0);
  const [oldest] = owed;
  if (!oldest) return { debts, penalties: null };
  const start = oldest.penaltyFrom > today ? oldest.penaltyFrom : today;
  const until = addDays(start, DAYS_AHEAD);
  const { totalKopecks } = penaltyIfUnpaid(all, { on: today, until, rates: rates.rates });
  return {
    debts,
    penalties: {
      freeUntil: addDays(oldest.penaltyFrom, -1),
      until,
      growthKopecks: totalKopecks - debts.penaltyBalanceKopecks,
    },
  };
}

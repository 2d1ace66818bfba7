import { type Actor, system } from '#src/actor.ts';
import { addDays, firstDayOfMonth, type PlainDate } from '#src/plain-date.ts';
import { type DebtsAsKnown, debtsAsKnown, penaltyIfUnpaid } from './debts-on-day.ts';
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
import { MissingRateError, type Rates } from './rates.ts';
import { withoutVerification } from './suppose.ts';

export type AccountForecast = {
  /** The month that runs, by what is known today; null: a rate is missing. */
  likely: Extract<Forecast, { ok: true }> | null;
  /** The same with no meter verified: a whole month by the norm. */
  byNorm: Extract<Forecast, { ok: true }> | null;
  debts: DebtsAsKnown;
  /** What not paying will cost; null: nothing is owed. */
  penalties: PenaltiesAhead | null;
};

export type PenaltiesAhead = {
  freeUntil: PlainDate;
  until: PlainDate;
  /** By how much penalties will grow; null: the key rate that they are counted by is missing. */
  growthKopecks: number | null;
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
    // A debt may be older than its holder; whether it may be seen is asked by loadOpenMonths.
    findLedgerEntries(deps.db, system('forecast'), { personalAccountId }),
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
  const debts = debtsAsKnown(all, today, rates.rates);
  const owed = debts.debts.filter(({ remainingKopecks }) => remainingKopecks > 0);
  const [oldest] = owed;
  if (!oldest) return { debts, penalties: null };
  const start = oldest.penaltyFrom > today ? oldest.penaltyFrom : today;
  const until = addDays(start, DAYS_AHEAD);
  return {
    debts,
    penalties: {
      freeUntil: addDays(oldest.penaltyFrom, -1),
      until,
      growthKopecks: growthOf(all, { on: today, until, rates: rates.rates }, debts),
    },
  };
}

function growthOf(
  entries: readonly MoneyEntry[],
  ahead: { on: PlainDate; until: PlainDate; rates: Rates },
  { penaltyBalanceKopecks }: DebtsAsKnown,
): number | null {
  try {
    return penaltyIfUnpaid(entries, ahead).totalKopecks - penaltyBalanceKopecks;
  } catch (error) {
    if (error instanceof MissingRateError) return null;
    throw error;
  }
}

import Big from 'big.js';
import { addDays, daysBetween, type PlainDate } from '#src/plain-date.ts';
import type { OpenDebt } from './billing-state.ts';
import { type Fraction, fraction, fractionOf, plus, roundHalfUp, times, ZERO } from './fraction.ts';
import type { PenaltySpan } from './money-entry.ts';
import { MissingRateError, type Rates } from './rates.ts';
import { timesDivided } from './whole-numbers.ts';

/** What days of a debt are counted by. */
export type LateDebt = { dueOn: PlainDate; accruesFrom: PlainDate | null };

type Moment = { until: PlainDate; rates: Rates };

/** The days that cost a penalty, and what one kopeck of debt has cost in all of them. */
type CostlyDays = {
  spans: readonly Omit<PenaltySpan, 'debtKopecks'>[];
  perKopeck: Fraction;
  /** The same in whole numbers. */
  perKopeckParts: readonly [numerator: number, denominator: number];
};
const NO_DAYS: CostlyDays = { spans: [], perKopeck: ZERO, perKopeckParts: [0, 1] };

/**
 * The days of a debt that cost a penalty, up to `until` and with it: the day of payment is one of them
 * (ЖК 155 ч. 14). The rate is the one of that day for all of them. Only the debt itself bears penalties.
 * @throws MissingRateError when no key rate is known for `until`
 */
export function penaltySpans(debtKopecks: number, debt: LateDebt, moment: Moment): PenaltySpan[] {
  if (debtKopecks <= 0) return [];
  return costlyDays(debt, moment).spans.map((span) => ({ debtKopecks, ...span }));
}

/** A close asks for the same few debts and days for each of a million accounts. */
const known = new WeakMap<Rates, Map<string, CostlyDays>>();
const KNOWN_AT_MOST = 20_000;

function costlyDays(debt: LateDebt, { until, rates }: Moment): CostlyDays {
  if (until <= debt.dueOn) return NO_DAYS;
  let days = known.get(rates);
  if (!days || days.size >= KNOWN_AT_MOST) {
    days = new Map();
    known.set(rates, days);
  }
  const key = `${debt.dueOn}${debt.accruesFrom ?? ''}/${until}`;
  const found = days.get(key) ?? findCostlyDays(debt, { until, rates });
  days.set(key, found);
  return found;
}

function findCostlyDays(debt: LateDebt, { until, rates }: Moment): CostlyDays {
  if (until < firstPenaltyDay(debt, rates)) return NO_DAYS;
  const end = addDays(until, 1);
  const parts = divisorSpans(debt, end, rates).flatMap((span) => withoutMoratoria(span, rates));
  if (parts.length === 0) return NO_DAYS;
  const percent = penaltyPercent(until, rates);
  const spans = parts.map(({ from, to, divisor }) => {
    return { from, to, days: daysBetween(from, to), percent, divisor };
  });
  const perKopeck = penaltyOfSpans(spans.map((span) => ({ debtKopecks: 1, ...span })));
  const [numerator = 0, denominator = 1] = perKopeck.split('/').map(Number);
  return { spans, perKopeck, perKopeckParts: [numerator, denominator] };
}

/** The first day that may cost a penalty while the debt is not paid. */
export function firstPenaltyDay({ dueOn, accruesFrom }: LateDebt, rates: Rates): PlainDate {
  const sets = rates.rules.penaltySteps;
  const { freeDays } = sets.findLast(({ from }) => from <= dueOn) ?? sets[0] ?? { freeDays: 0 };
  const day = addDays(dueOn, freeDays + 1);
  return accruesFrom && accruesFrom > day ? accruesFrom : day;
}

type Days = { from: PlainDate; to: PlainDate };

/** The longer a debt is late, the more a day costs: each day by the law that is in force on it. */
function divisorSpans(
  debt: LateDebt,
  end: PlainDate,
  rates: Rates,
): (Days & { divisor: number })[] {
  const sets = rates.rules.penaltySteps;
  return sets.flatMap(({ from: since, steps }, at) => {
    const before = sets[at + 1]?.from ?? end;
    return steps.flatMap(({ fromDay, divisor }, step) => {
      const next = steps[step + 1]?.fromDay;
      const from = latest(
        addDays(debt.dueOn, fromDay),
        debt.accruesFrom ?? '',
        at === 0 ? '' : since,
      );
      const to = earliest(next === undefined ? end : addDays(debt.dueOn, next), before, end);
      return from < to ? [{ from, to, divisor }] : [];
    });
  });
}

function withoutMoratoria<T extends Days>(span: T, rates: Rates): T[] {
  let parts = [span];
  for (const { from, to } of rates.rules.penaltyMoratoria) {
    parts = parts.flatMap((part) => [
      ...(part.from < from ? [{ ...part, to: earliest(part.to, from) }] : []),
      ...(part.to > to ? [{ ...part, from: latest(part.from, to) }] : []),
    ]);
  }
  return parts;
}

const latest = (...dates: PlainDate[]): PlainDate =>
  dates.reduce((best, date) => (date > best ? date : best));
const earliest = (...dates: PlainDate[]): PlainDate =>
  dates.reduce((best, date) => (date < best ? date : best));

/** The key rate in force on a day, or the cap of the government (ПП 474) where it is lower. */
export function penaltyPercent(on: PlainDate, rates: Rates): string {
  const cap = rates.rules.penaltyCaps.findLast(({ from }) => from <= on);
  if (cap?.percent && cap.isFixed) return cap.percent;
  const key = rates.keyRates.findLast(({ validFrom }) => validFrom <= on);
  if (!key) throw new MissingRateError({ kind: 'key_rate', on });
  return cap?.percent && new Big(cap.percent).lt(key.percent) ? cap.percent : key.percent;
}

/** Unrounded kopecks. */
export const penaltyOfSpans = (spans: readonly PenaltySpan[]): Fraction =>
  spans.reduce((sum, span) => plus(sum, penaltyOfSpan(span)), ZERO);

const penaltyOfSpan = ({ debtKopecks, percent, divisor, days }: PenaltySpan): Fraction =>
  times(fraction(BigInt(debtKopecks) * BigInt(days), 100n * BigInt(divisor)), fractionOf(percent));

export type DebtPenalty = {
  /** Rounded once for the whole debt. */
  totalKopecks: number;
  /** What the total is the sum of: first of what was paid late, then of what is not paid. */
  spans: PenaltySpan[];
  /** Something is not paid, and costs more each day. */
  isGrowing: boolean;
};

/** All penalties of a debt from its beginning up to `until`, at whose rate the unpaid part is taken. */
export function penaltyOfDebt(debt: OpenDebt, moment: Moment): DebtPenalty {
  const { remainingKopecks, settledPenalty, settledSpans = [] } = debt;
  const growing = penaltySpans(remainingKopecks, debt, moment);
  if (growing.length === 0 && settledSpans.length === 0) return NO_PENALTY;
  const days = costlyDays(debt, moment);
  const short = settledPenalty === ZERO ? timesRounded(remainingKopecks, days) : null;
  const grown = () => times(`${remainingKopecks}/1`, days.perKopeck);
  return {
    totalKopecks: short ?? roundHalfUp(plus(settledPenalty, grown())),
    spans: settledSpans.length > 0 ? [...settledSpans, ...growing] : growing,
    isGrowing: growing.length > 0,
  };
}

/** Null when whole numbers do not reach so far. */
function timesRounded(debtKopecks: number, { perKopeckParts }: CostlyDays): number | null {
  const [numerator, denominator] = perKopeckParts;
  const isWhole = Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator * 2);
  return isWhole ? timesDivided(debtKopecks, numerator, denominator) : null;
}

const NO_PENALTY: DebtPenalty = { totalKopecks: 0, spans: [], isGrowing: false };

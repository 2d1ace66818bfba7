import { monthsBetween, type PlainMonth } from '#src/plain-date.ts';
import type { CountedReading, MeterFacts } from './billing-facts.ts';
import type { MeterState } from './billing-state.ts';
import { basisReading, differenceOf, inCounterOrder, readingsOfMonth } from './counted-readings.ts';
import { appendMetered, type GapShare, shareGap, withTakenBack } from './gap-shares.ts';
import type { RateTable } from './rate-lookup.ts';

/**
 * A meter as the first charged month finds it, by its readings of earlier months. What was charged
 * for them is not known here and is never recomputed; months since its last reading were missed.
 */
export function initialState(meter: MeterFacts, month: PlainMonth, rates: RateTable): MeterState {
  const state: MeterState = {
    meterId: meter.meterId,
    anchor: null,
    missedMonths: 0,
    removedMonths: 0,
    metered: [],
    estimated: [],
  };
  const earlier = earlierReadings(meter, month);
  const [only] = earlier;
  if (only && earlier.length === 1) {
    state.anchor = { ...basisReading(only), month: only.billingMonth };
    state.missedMonths = Math.max(0, monthsBetween(only.billingMonth, month) - 1);
    return state;
  }
  const closings: Closing[] = [];
  for (const [one, readings] of byMonth(earlier)) {
    const closing = readingsOfMonth(readings, state.anchor, one);
    const last = closing.at(-1);
    if (!last) continue;
    if (state.anchor || closing.length > 1) {
      closings.push({ month: one, anchor: state.anchor, closing });
    }
    state.anchor = { ...basisReading(last), month: one };
  }
  // Each closing gives one month at least: no more of them are asked for than a year has.
  const shares = closings.slice(-rates.rules.averageMonths).flatMap((one) => sharesOf(meter, one));
  state.metered = appendMetered([], shares, meter, rates);
  if (state.anchor) state.missedMonths = Math.max(0, monthsBetween(state.anchor.month, month) - 1);
  return state;
}

type Closing = {
  month: PlainMonth;
  anchor: MeterState['anchor'];
  closing: readonly CountedReading[];
};

const earlierReadings = ({ readings }: MeterFacts, month: PlainMonth): CountedReading[] =>
  readings.filter(({ billingMonth }) => billingMonth < month);

/** Oldest month first, each month's in the order of the counter. */
function byMonth(readings: readonly CountedReading[]): [PlainMonth, CountedReading[]][] {
  const months = new Map<PlainMonth, CountedReading[]>();
  for (const reading of inCounterOrder(readings)) {
    const known = months.get(reading.billingMonth);
    if (known) known.push(reading);
    else months.set(reading.billingMonth, [reading]);
  }
  return [...months].sort(([a], [b]) => (a < b ? -1 : 1));
}

function sharesOf(meter: MeterFacts, { month, anchor, closing }: Closing): GapShare[] {
  const difference = differenceOf(meter, anchor, closing);
  if (!difference) return [];
  return withTakenBack(shareGap(difference, anchor, month, []), difference);
}

import { monthsBetween, type PlainMonth } from '#src/plain-date.ts';
import type { MeterFacts } from './billing-facts.ts';
import type { MeterState } from './billing-state.ts';
import { basisReading, differenceOf, inCounterOrder, readingsOfMonth } from './counted-readings.ts';
import { appendMetered, type GapShare, shareGap, withTakenBack } from './gap-shares.ts';
import type { RateTable } from './rate-lookup.ts';

/**
 * A meter as the first charged month finds it, by its readings of earlier months. What was charged
 * for them is not known here and is never recomputed; months since its last reading were missed.
 */
export function initialState(meter: MeterFacts, month: PlainMonth, rates: RateTable): MeterState {
  const readings = inCounterOrder(meter.readings.filter((one) => one.billingMonth < month));
  const months = [...new Set(readings.map(({ billingMonth }) => billingMonth))].sort();
  const state: MeterState = {
    meterId: meter.meterId,
    anchor: null,
    missedMonths: 0,
    removedMonths: 0,
    metered: [],
    estimated: [],
  };
  const shares: GapShare[] = [];
  for (const one of months) {
    const closing = readingsOfMonth(readings, state.anchor, one);
    const difference = differenceOf(meter, state.anchor, closing);
    if (!difference) continue;
    if (state.anchor || closing.length > 1) {
      shares.push(...withTakenBack(shareGap(difference, state.anchor, one, []), difference));
    }
    state.anchor = { ...basisReading(difference.to), month: one };
  }
  state.metered = appendMetered([], shares, meter, rates);
  if (state.anchor) state.missedMonths = Math.max(0, monthsBetween(state.anchor.month, month) - 1);
  return state;
}

import { firstDayOfMonth, monthsBetween, type PlainMonth } from '#src/plain-date.ts';
import type { AccountEvent, AccountFacts, MeterFacts } from './billing-facts.ts';
import type { ConsumptionState, MeterState } from './billing-state.ts';
import type { ChargeLine } from './charge-line.ts';
import { inOrder } from './event-ranges.ts';
import { initialState } from './initial-state.ts';
import { normLine } from './line.ts';
import { chargeMeter } from './meter-month.ts';
import { type MonthDays, monthDays } from './month-days.ts';
import { piecesOf, type Slice, sliceMonth } from './month-slices.ts';
import { absentPersonDays, normBasis } from './norm-volume.ts';
import { chargeOrdinaryMonth } from './ordinary-month.ts';
import { privilegeLines } from './privilege-lines.ts';
import type { RateTable } from './rate-lookup.ts';

export type MonthCharges = { lines: ChargeLine[]; state: ConsumptionState };
export type MonthToCharge = {
  facts: AccountFacts;
  before: ConsumptionState | null;
  month: PlainMonth;
  rates: RateTable;
};

/**
 * Charges `month` by all facts known, readings of later months aside. `before` is the state after
 * the month before it; null, or without a meter: that meter's readings of earlier months tell.
 * Throws MissingRateError when a price, a norm or a k that it needs is not there.
 */
export function chargeMonth(input: MonthToCharge): MonthCharges {
  return chargeOrdinaryMonth(input) ?? chargeAnyMonth(input);
}

/** By every rule there is; `chargeOrdinaryMonth` gives the same where it gives anything. */
export function chargeAnyMonth(input: MonthToCharge): MonthCharges {
  const { facts, before, rates } = input;
  const month = monthDays(input.month);
  const events = inOrder(facts.events);
  const meters = facts.meters.toSorted((a, b) => a.meterId - b.meterId);
  const inOrderFacts = { ...facts, meters };
  const slices = sliceMonth(inOrderFacts, events, month, rates);
  const states = new Map(before?.meters.map((state) => [state.meterId, state]));
  const charged = meters.flatMap((meter, index) => {
    // Of a meter that came later the month knew nothing.
    if (meter.liveFrom !== null && meter.liveFrom >= month.next) return [];
    const known = states.get(meter.meterId) ?? initialState(meter, month.month, rates);
    return [{ meter, ...chargeMeter({ meter, index, before: known, slices, month, rates }) }];
  });
  const all = [
    ...charged.flatMap(({ lines }) => lines),
    ...linesWithoutMeter(slices, { events, month, rates }),
  ];
  const lines = [
    ...all.filter(({ kind }) => kind === 'charge'),
    ...all.filter(({ kind }) => kind === 'recalculation'),
  ];
  const kept = charged.filter(({ meter, state }) =>
    isStillNeeded(meter, state, { meters, month, rates }),
  );
  return {
    lines: [...lines, ...privilegeLines(lines, facts.privileges)],
    state: { meters: kept.map(({ state }) => state) },
  };
}

/** п. 32 and, where there is no meter, п. 34. */
function linesWithoutMeter(
  slices: readonly Slice[],
  { events, month, rates }: { events: readonly AccountEvent[]; month: MonthDays; rates: RateTable },
): ChargeLine[] {
  const state = { rule: 'MEASURING' as const, eventId: null };
  const pieces = piecesOf(
    slices,
    ({ isWithoutMeter }) => (isWithoutMeter ? state : null),
    () => true,
  );
  return pieces.map((piece) => {
    const absent = absentPersonDays(events, piece, month, rates.rules.absenceDaysMoreThan);
    const of = { month, piece, method: 'NORM_NO_METER' as const, meterId: null, eventId: null };
    return normLine(of, normBasis(piece, month, rates, absent));
  });
}

/**
 * A meter that is gone is remembered for a year until its last reading has come; and while no other
 * hangs in its place, as long as its average may be asked for (п. 30).
 */
function isStillNeeded(
  { liveTo }: MeterFacts,
  { anchor, removedMonths }: MeterState,
  { meters, month, rates }: { meters: readonly MeterFacts[]; month: MonthDays; rates: RateTable },
): boolean {
  if (liveTo === null || liveTo >= month.next || removedMonths > 0) return true;
  if (!anchor) return false;
  const months = monthsBetween(firstDayOfMonth(liveTo), month.month);
  const { averageMonths, estimatedMonthsMost } = rates.rules;
  if (anchor.takenOn < liveTo) return months < averageMonths;
  const isReplaced = meters.some((one) => one.liveTo === null || one.liveTo >= month.next);
  return !isReplaced && months < estimatedMonthsMost;
}

import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import { categoryOf, rowOn } from './attributes-on.ts';
import type { AccountEvent, AccountFacts, CountedReading, MeterFacts } from './billing-facts.ts';
import type { ConsumptionState, MeterState } from './billing-state.ts';
import type { MonthCharges, MonthToCharge } from './charge-month.ts';
import { initialState } from './initial-state.ts';
import { type MonthDays, monthDays } from './month-days.ts';
import { byEstimate, byReading, withoutMeter } from './ordinary-lines.ts';

/**
 * The month of most households, without a calendar and without decimals: one verified meter or none,
 * one price, nothing written about it, and one reading or none. Null for every other.
 */
export function chargeOrdinaryMonth(input: MonthToCharge): MonthCharges | null {
  const { facts, before, rates } = input;
  const month = monthDays(input.month);
  const attributes = wholeMonthRow(facts.attributes, month);
  if (!attributes || !isQuiet(facts, month)) return null;
  const tariff = rates.wholeMonthTariff(categoryOf(attributes), month.month);
  if (!tariff) return null;
  const home = { attributes, month, rates, tariff };
  if (facts.meters.length === 0) return before?.meters.length ? null : withoutMeter(home);
  const meter = onlyMeter(facts, month);
  if (!meter) return null;
  const closing = readingsOf(meter, month.month);
  if (closing === 'several') return null;
  const kept = onlyState(before, meter);
  const state = kept === undefined ? initialState(meter, month.month, rates) : kept;
  if (!state || !isPlain(state)) return null;
  const ordinary = { ...home, meter, state };
  return closing ? byReading(ordinary, closing) : byEstimate(ordinary);
}

/** It is there all the month, and no paper says anything of it. */
function isQuiet({ events, privileges, openedOn, closedOn }: AccountFacts, month: MonthDays) {
  if (privileges.length > 0 || openedOn > month.month) return false;
  if (closedOn !== null && closedOn < month.next) return false;
  return events.every((one) => isOver(one, month));
}

function onlyMeter({ meters }: AccountFacts, month: MonthDays): MeterFacts | null {
  let only: MeterFacts | null = null;
  for (const meter of meters) {
    if (isForgotten(meter, month)) continue;
    if (only) return null;
    only = meter;
  }
  if (!only || only.liveTo !== null) return null;
  // The day of the seal and the one after it may belong to the meter before.
  const since = only.liveFrom;
  if (since !== null && (meters.length > 1 ? since >= month.month : since > month.month))
    return null;
  return isVerified(only, month) ? only : null;
}

/** Papers that only others refer to, and what has ended before the month. */
function isOver({ kind, endsOn }: AccountEvent, { month }: MonthDays): boolean {
  const isMention = kind === 'control_reading' || kind === 'installed' || kind === 'connected';
  return isMention || (endsOn !== null && endsOn < month);
}

/** Removed before the month, and its last reading has come. */
const isForgotten = ({ liveTo, readings }: MeterFacts, { month }: MonthDays): boolean =>
  liveTo !== null && liveTo <= month && readings.length === 0;

function isVerified({ verification }: MeterFacts, month: MonthDays): boolean {
  if (verification.length === 0) return true;
  const said = wholeMonthRow(verification, month);
  if (!said) return false;
  return said.verifiedUntil === null || said.verifiedUntil >= month.last;
}

/** What held all the month; null: it changed within it. */
function wholeMonthRow<T extends { from: PlainDate }>(
  rows: readonly T[],
  { month, next }: MonthDays,
): T | null {
  const [only] = rows;
  if (rows.length === 1 && only) return only;
  return rows.some(({ from }) => from > month && from < next) ? null : (rowOn(rows, month) ?? null);
}

/** undefined: there is none yet, and its earlier readings tell; null: there is more than one meter's. */
function onlyState(
  before: ConsumptionState | null,
  { meterId }: MeterFacts,
): MeterState | null | undefined {
  const [state] = before?.meters ?? [];
  if (!before || !state) return undefined;
  return before.meters.length === 1 && state.meterId === meterId ? state : null;
}

const isPlain = ({ stillMonths, removedMonths, anchor }: MeterState): boolean =>
  !stillMonths && removedMonths === 0 && anchor !== null;

function readingsOf(
  { readings }: MeterFacts,
  month: PlainMonth,
): CountedReading | 'several' | null {
  let found: CountedReading | null = null;
  for (const reading of readings) {
    if (reading.billingMonth !== month) continue;
    if (found) return 'several';
    found = reading;
  }
  return found;
}

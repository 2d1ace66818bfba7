import { monthsBetween, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { categoryOf, rowOn } from './attributes-on.ts';
import type { AccountEvent, AccountFacts, CountedReading, MeterFacts } from './billing-facts.ts';
import type { ConsumptionState, MeterState } from './billing-state.ts';
import type { ChargeLine, LineBasis } from './charge-line.ts';
import type { MonthCharges, MonthToCharge } from './charge-month.ts';
import { basisReading } from './counted-readings.ts';
import { coefficientFor } from './gap-shares.ts';
import { initialState } from './initial-state.ts';
import { NO_COEFFICIENT } from './line.ts';
import { type MonthDays, monthDays } from './month-days.ts';
import type { RateTable } from './rate-lookup.ts';
import type { Tariff } from './rates.ts';
import { isReplaceable } from './rebase.ts';
import { dividedHalfUp, litresAsM3, litresInShort, scaled, timesDivided } from './whole-numbers.ts';

type Volume = { measured: number; coefficient: string; volume: number };

/**
 * The month of most households, without a calendar and without decimals: one verified meter, one
 * price, nothing written about it, and one reading or none. Null for every other.
 */
export function chargeOrdinaryMonth(input: MonthToCharge): MonthCharges | null {
  const { facts, before, rates } = input;
  const month = monthDays(input.month);
  const meter = onlyMeter(facts, month);
  const attributes = wholeMonthRow(facts.attributes, month);
  if (!meter || !attributes) return null;
  const tariff = rates.wholeMonthTariff(categoryOf(attributes), month.month);
  const closing = readingsOf(meter, month.month);
  if (!tariff || closing === 'several') return null;
  const kept = onlyState(before, meter);
  const state = kept === undefined ? initialState(meter, month.month, rates) : kept;
  if (!state || !isPlain(state)) return null;
  return closing
    ? byReading({ meter, state, month, rates, tariff }, closing)
    : byAverage({ meter, state, month, rates, tariff });
}

type Ordinary = {
  meter: MeterFacts;
  state: MeterState;
  month: MonthDays;
  rates: RateTable;
  tariff: Tariff;
};

function onlyMeter(facts: AccountFacts, month: MonthDays): MeterFacts | null {
  const { meters, events, privileges, openedOn, closedOn } = facts;
  if (privileges.length > 0 || openedOn > month.month) return null;
  if (closedOn !== null && closedOn < month.next) return null;
  if (!events.every((one) => isOver(one, month))) return null;
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

function byReading(ordinary: Ordinary, closing: CountedReading): MonthCharges | null {
  const { meter, state, month, rates } = ordinary;
  const { anchor, estimated } = state;
  if (!anchor || estimated.length > 0 || monthsBetween(anchor.month, month.month) !== 1)
    return null;
  if (closing.takenOn < anchor.takenOn || closing.readingId === anchor.readingId) return null;
  const measured = litresBetween(anchor.value, closing, meter.integerDigits);
  if (measured === null) return null;
  const coefficient = coefficientFor(meter, month.month, rates);
  const k = scaled(coefficient, 4);
  const volume = k === null ? null : timesDivided(measured, k, 10_000);
  if (volume === null) return null;
  const to = basisReading(closing);
  const basis: LineBasis = {
    kind: 'readings',
    from: basisReading(anchor),
    to,
    isRollover: closing.isRollover,
    differenceM3: litresAsM3(measured),
    gapMonths: 1,
  };
  const line = lineOf(ordinary, { measured, coefficient, volume }, basis);
  if (!line) return null;
  const metered = [...state.metered, litresInShort(volume)].slice(-rates.rules.averageMonths);
  const next: MeterState = {
    meterId: meter.meterId,
    anchor: { ...to, month: month.month },
    missedMonths: 0,
    removedMonths: 0,
    metered,
    estimated: [],
  };
  return { lines: [line], state: { meters: [next] } };
}

function litresBetween(
  from: string,
  { value, isRollover }: CountedReading,
  integerDigits: number,
): number | null {
  const [start, end] = [scaled(from, 3), scaled(value, 3)];
  if (start === null || end === null) return null;
  const litres = end - start + (isRollover ? 10 ** (integerDigits + 3) : 0);
  // Below zero: an inspector put the counter right, which is not ordinary.
  return litres >= 0 ? litres : null;
}

/** п. 31. The norm that follows is left to the general path. */
function byAverage(ordinary: Ordinary): MonthCharges | null {
  const { state, month, rates } = ordinary;
  const months = state.metered.length;
  if (months === 0 || state.missedMonths >= rates.rules.estimatedMonthsMost) return null;
  let total = 0;
  for (const one of state.metered) {
    const litres = scaled(one, 3);
    if (litres === null) return null;
    total += litres;
  }
  const volume = dividedHalfUp(total, months);
  const basis: LineBasis = {
    kind: 'average',
    totalM3: litresAsM3(total),
    months,
    monthlyM3: litresAsM3(volume),
    days: month.days,
    daysInMonth: month.days,
    monthInRow: state.missedMonths + 1,
  };
  const line = lineOf(ordinary, { measured: volume, coefficient: NO_COEFFICIENT, volume }, basis);
  if (!line) return null;
  const toReplace = isReplaceable(line, rates.rules) ? [line] : [];
  const estimated = [...state.estimated, ...toReplace];
  const next: MeterState = { ...state, missedMonths: state.missedMonths + 1, estimated };
  return { lines: [line], state: { meters: [next] } };
}

function lineOf(
  { meter, month, tariff }: Ordinary,
  { measured, coefficient, volume }: Volume,
  basis: LineBasis,
): ChargeLine | null {
  const price = scaled(tariff.pricePerM3, 6);
  // Litres × millionths of a rouble: ten million of them are a kopeck.
  const amountKopecks = price === null ? null : timesDivided(volume, price, 10_000_000);
  if (amountKopecks === null) return null;
  return {
    kind: 'charge',
    chargedMonth: month.month,
    method: basis.kind === 'readings' ? 'METER' : 'AVG_P31',
    from: month.month,
    to: month.next,
    meterId: meter.meterId,
    measuredM3: litresAsM3(measured),
    coefficient,
    volumeM3: litresAsM3(volume),
    tariffId: tariff.tariffId,
    pricePerM3: tariff.pricePerM3,
    amountKopecks,
    eventId: null,
    basis,
  };
}

import { addDays, type PlainDate } from '#src/plain-date.ts';
import { attributesOn, categoryOf, sameAttributes } from './attributes-on.ts';
import type { AccountAttributes, AccountEvent, AccountFacts } from './billing-facts.ts';
import {
  type DayRule,
  type DayState,
  findMeterSpans,
  type Span,
  spansIn,
  stateOn,
} from './day-state.ts';
import { disconnectedRanges } from './event-ranges.ts';
import { dateAt, dayIndex, type MonthDays } from './month-days.ts';
import type { RateTable } from './rate-lookup.ts';
import type { Tariff } from './rates.ts';
import { findRemovals } from './removals.ts';

/** Days of a month on which nothing changes: neither rule, nor price, nor who lives there. */
export type Slice = {
  from: number;
  to: number;
  attributes: AccountAttributes;
  tariff: Tariff;
  /** A norm or a price may begin here. */
  startsRate: boolean;
  /** Of each meter, in the order of `facts.meters`. null: the meter is not there. */
  states: (DayState | null)[];
  /** There is gas, and no meter for it. */
  isWithoutMeter: boolean;
  /** How many meters share the norm. */
  meters: number;
};

export function sliceMonth(
  facts: AccountFacts,
  events: readonly AccountEvent[],
  month: MonthDays,
  rates: RateTable,
): Slice[] {
  const removals = findRemovals(facts, events);
  const around = { events, removals, month, rules: rates.rules };
  const meters = facts.meters.map((meter) => findMeterSpans(facts, meter, around));
  const open = spansIn([{ from: facts.openedOn, to: facts.closedOn, eventId: null }], month)[0];
  const off = spansIn(disconnectedRanges(events, null), month);
  const changes = rates.changesWithin(month.month);
  const spans = meters.flatMap(({ live, rules }) => [live, ...rules.map((one) => one.spans)]);
  const cuts = cutsOf([...spans, off, open ? [open] : []].flat(), [
    ...changes,
    ...attributeDays(facts, events).map((day) => dayIndex(day, month)),
  ]);
  return cuts.map((from, index) => {
    const isOpen = open !== undefined && open.from <= from && from < open.to;
    const states = meters.map((meter) => (isOpen ? stateOn(meter, from) : null));
    const day = dateAt(from, month);
    const attributes = attributesOn(facts, events, day);
    const isOff = off.some((span) => span.from <= from && from < span.to);
    return {
      from,
      to: cuts[index + 1] ?? month.days,
      attributes,
      tariff: rates.tariffOn(categoryOf(attributes), day),
      startsRate: changes.includes(from),
      states,
      isWithoutMeter: isOpen && !isOff && states.every((state) => state === null),
      meters: states.filter((state) => state !== null && state.rule !== 'OFF').length,
    };
  });

  /** Days on which something begins or ends, the first of the month at their head. */
  function cutsOf(all: readonly Span[], days: readonly number[]): number[] {
    const cuts = new Set([0, ...days]);
    for (const { from, to } of all) cuts.add(from).add(to);
    cuts.delete(month.days);
    return [...cuts].sort((a, b) => a - b);
  }
}

function attributeDays(facts: AccountFacts, events: readonly AccountEvent[]): PlainDate[] {
  const told = events.filter(({ kind }) => kind === 'residents' || kind === 'heated_area');
  return [
    ...facts.attributes.map(({ from }) => from),
    ...told.flatMap(({ startsOn, endsOn }) => [startsOn, ...(endsOn ? [addDays(endsOn, 1)] : [])]),
  ];
}

/** Neighbouring days that make one line: one rule, one price, and for a norm the same persons. */
export type Piece = Pick<
  Slice,
  'from' | 'to' | 'attributes' | 'tariff' | 'meters' | 'startsRate'
> & {
  state: DayState;
};

export function piecesOf(
  slices: readonly Slice[],
  stateOf: (slice: Slice) => DayState | null,
  isByNorm: (rule: DayRule) => boolean,
): Piece[] {
  const pieces: Piece[] = [];
  for (const slice of slices) {
    const state = stateOf(slice);
    if (!state) continue;
    const last = pieces.at(-1);
    if (last && last.to === slice.from && isSame(last, slice, state, isByNorm)) last.to = slice.to;
    else pieces.push({ ...slice, state });
  }
  return pieces;
}

function isSame(
  piece: Piece,
  slice: Slice,
  state: DayState,
  isByNorm: (rule: DayRule) => boolean,
): boolean {
  if (piece.state.rule !== state.rule || piece.state.eventId !== state.eventId) return false;
  if (piece.tariff.tariffId !== slice.tariff.tariffId) return false;
  // What is not charged by norm does not ask who lives there.
  if (!isByNorm(state.rule)) return true;
  return (
    !slice.startsRate &&
    piece.meters === slice.meters &&
    sameAttributes(piece.attributes, slice.attributes)
  );
}

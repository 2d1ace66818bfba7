import { addDays } from '#src/plain-date.ts';
import type { AccountEvent, AccountFacts, MeterFacts } from './billing-facts.ts';
import type { ChargeMethod } from './charge-line.ts';
import {
  disconnectedRanges,
  type EventRange,
  inspectionRanges,
  plainRanges,
} from './event-ranges.ts';
import { dayIndex, type MonthDays } from './month-days.ts';
import type { BillingRules } from './rates.ts';
import type { Removals } from './removals.ts';

/** Days of a month, from 0, that one rule holds for. */
export type Span = { from: number; to: number; eventId: number | null };

/** What a meter's day comes under, before it is known whether a reading closes the month. */
export type DayRule = 'OFF' | 'MEASURING' | 'REMOVED' | NormRule;
export type NormRule = Extract<
  ChargeMethod,
  'NORM_P28_INSPECTION' | 'NORM_NO_ACCESS' | 'NORM_EXPIRED' | 'NORM_P28_REPORTED'
>;
/** `eventId`: the paper that says so. */
export type DayState = { rule: DayRule; eventId: number | null };

export type MeterSpans = {
  meter: MeterFacts;
  live: Span[];
  /** Highest precedence first. */
  rules: { rule: DayRule; spans: Span[] }[];
  away: Span[];
};

const MEASURING: DayState = { rule: 'MEASURING', eventId: null };

export function spansIn(ranges: readonly EventRange[], month: MonthDays): Span[] {
  return ranges
    .map(({ from, to, eventId }) => ({
      from: dayIndex(from, month),
      to: to === null ? month.days : dayIndex(to, month),
      eventId,
    }))
    .filter(({ from, to }) => from < to);
}

const NO_SPANS: Span[] = [];

/** All that bears on one meter in one month. */
export function findMeterSpans(
  facts: AccountFacts,
  meter: MeterFacts,
  {
    events,
    removals,
    month,
    rules,
  }: {
    events: readonly AccountEvent[];
    removals: Removals;
    month: MonthDays;
    rules: BillingRules;
  },
): MeterSpans {
  const { meterId } = meter;
  const from = latest(meter.liveFrom, removals.startsOn.get(meterId)) ?? facts.openedOn;
  const live = spansIn([{ from, to: meter.liveTo, eventId: null }], month);
  const expired = spansIn(expiredRanges(meter, month), month);
  const away = spansIn(removals.away.get(meterId) ?? [], month);
  const paper = (ranges: () => EventRange[]): Span[] =>
    events.length === 0 ? NO_SPANS : spansIn(ranges(), month);
  return {
    meter,
    live,
    away,
    rules: [
      { rule: 'OFF', spans: paper(() => disconnectedRanges(events, meterId)) },
      {
        rule: 'NORM_P28_INSPECTION',
        spans: paper(() => inspectionRanges(facts, meter, events, rules.inspectionMonthsMost)),
      },
      {
        rule: 'NORM_NO_ACCESS',
        spans: paper(() => plainRanges(events, 'access_refused', meterId)),
      },
      { rule: 'NORM_EXPIRED', spans: expired },
      {
        rule: 'NORM_P28_REPORTED',
        spans: paper(() => plainRanges(events, 'fault_reported', meterId)),
      },
      { rule: 'REMOVED', spans: away },
    ],
  };
}

const latest = (a: string | null, b: string | undefined): string | null =>
  b !== undefined && (a === null || b > a) ? b : a;

/** By what the register said on the day itself, so that later news changes no closed month. */
function expiredRanges({ verification }: MeterFacts, month: MonthDays): EventRange[] {
  if (verification.every(({ verifiedUntil: until }) => until === null || until >= month.last))
    return [];
  const said = verification.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  return said.flatMap(({ from, verifiedUntil }, index) => {
    if (verifiedUntil === null) return [];
    const dayAfter = addDays(verifiedUntil, 1);
    const starts = index === 0 || dayAfter > from ? dayAfter : from;
    const to = said[index + 1]?.from ?? null;
    return to !== null && to <= starts ? [] : [{ from: starts, to, eventId: null }];
  });
}

const covering = (spans: readonly Span[], day: number): Span | undefined =>
  spans.find(({ from, to }) => from <= day && day < to);

/** null: on that day the meter neither hangs there nor is expected back. */
export function stateOn({ live, away, rules }: MeterSpans, day: number): DayState | null {
  if (!covering(live, day) && !covering(away, day)) return null;
  for (const { rule, spans } of rules) {
    const span = covering(spans, day);
    if (span) return { rule, eventId: span.eventId };
  }
  return MEASURING;
}

import Big from 'big.js';
import { addDays, type PlainDate } from '#src/plain-date.ts';
import type { AccountEvent, GasUses } from './billing-facts.ts';
import type { LineBasis } from './charge-line.ts';
import { dateAt, dayIndex, type MonthDays } from './month-days.ts';
import type { Piece } from './month-slices.ts';
import type { RateTable } from './rate-lookup.ts';
import type { NormUse } from './rates.ts';
import { roundM3 } from './rounding.ts';

export type NormBasis = Extract<LineBasis, { kind: 'norm' }>;

/** A fraction of a person, of an absence: enough for the litre. */
const QUANTITY_DECIMALS = 6;

/** п. 32: cooking and hot water by persons, heating by heated m². */
export function normUsesOf(uses: GasUses): NormUse[] {
  const { hasStove, hasWaterHeater, hasHeating, hasCentralHotWater } = uses;
  const found: NormUse[] = [];
  if (hasStove && hasWaterHeater) found.push('stove_and_heater');
  else if (hasStove) {
    found.push(hasCentralHotWater ? 'stove_with_central_hot_water' : 'stove_without_hot_water');
  } else if (hasWaterHeater) found.push('heater');
  if (hasHeating) found.push('heating');
  return found;
}

/** What a month by the norm is, and the days of it that are charged so. */
export function normBasis(
  piece: Pick<Piece, 'from' | 'to' | 'attributes' | 'meters'>,
  month: MonthDays,
  rates: RateTable,
  absentPersonDays = 0,
): NormBasis {
  const { attributes, from, to } = piece;
  const days = to - from;
  const parts = normUsesOf(attributes).map((use) => {
    const norm = rates.normOn(use, dateAt(from, month));
    const isHeating = use === 'heating';
    const persons = new Big(attributes.residents).times(days).minus(absentPersonDays).div(days);
    const amount = norm.unit === 'm2' ? new Big(attributes.heatedAreaM2 ?? 0) : persons;
    // An absence is not of the heating, whatever its norm is counted by (п. 34).
    const quantity = isHeating && norm.unit === 'person' ? attributes.residents : amount;
    const rounded = new Big(quantity).round(QUANTITY_DECIMALS, Big.roundHalfUp).toFixed();
    return { use, normId: norm.normId, normM3: norm.volumeM3, unit: norm.unit, quantity: rounded };
  });
  const monthlyM3 = parts
    .reduce((sum, { normM3, quantity }) => sum.plus(new Big(normM3).times(quantity)), new Big(0))
    .toFixed();
  const meters = Math.max(1, piece.meters);
  return { kind: 'norm', parts, monthlyM3, days, daysInMonth: month.days, meters };
}

/** monthly × days ÷ daysInMonth, an equal part of it for each of several meters. */
export function normVolume({ monthlyM3, days, daysInMonth, meters }: NormBasis): Big {
  return roundM3(new Big(monthlyM3).times(days).div(daysInMonth * meters));
}

/**
 * п. 34: persons × full days of absence within the piece. The days of departure and of return do
 * not count; the whole absence must have more full days than the law forgives.
 */
export function absentPersonDays(
  events: readonly AccountEvent[],
  piece: Pick<Piece, 'from' | 'to' | 'attributes'>,
  month: MonthDays,
  daysMoreThan: number,
): number {
  const long = absences(events, daysMoreThan).map(({ persons, ...one }) => ({
    persons,
    from: dayIndex(one.from, month),
    to: dayIndex(one.to, month),
  }));
  let sum = 0;
  for (let day = piece.from; long.length > 0 && day < piece.to; day += 1) {
    const gone = long.filter(({ from, to }) => from <= day && day < to);
    const persons = gone.reduce((all, one) => all + one.persons, 0);
    // Of two papers about one person, or of more persons than live there, no more than all are away.
    sum += Math.min(persons, piece.attributes.residents);
  }
  return sum;
}

type Absence = { from: PlainDate; to: PlainDate; persons: number };

function absences(events: readonly AccountEvent[], daysMoreThan: number): Absence[] {
  return events.flatMap(({ kind, startsOn, endsOn, value }) => {
    if (kind !== 'temporary_absence' || !endsOn) return [];
    const from = addDays(startsOn, 1);
    const isLong = addDays(from, daysMoreThan) < endsOn;
    return isLong ? [{ from, to: endsOn, persons: Number(value ?? 1) }] : [];
  });
}

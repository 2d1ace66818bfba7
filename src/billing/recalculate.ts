import Big from 'big.js';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import type { AccountFacts } from './billing-facts.ts';
import type { ConsumptionState } from './billing-state.ts';
import type { ChargeLine } from './charge-line.ts';
import { chargeMonth, type MonthCharges } from './charge-month.ts';
import { reversalOf } from './line.ts';
import type { RateTable } from './rate-lookup.ts';
import { formatM3 } from './rounding.ts';

/**
 * A fact came late: charges the closed months `first`…`last` again, from the state before `first`,
 * and gives what differs from what was charged: each line taken back, and what is right instead.
 *
 * `charged`: every line about those months, in whatever close it was written; others are passed
 * over. Start where `before` has no `estimated` lines (`isReplayStart`): a reading that replaced
 * lines of months before `first` is not looked into again.
 */
export function recalculateMonths(input: {
  facts: AccountFacts;
  before: ConsumptionState | null;
  first: PlainMonth;
  last: PlainMonth;
  charged: readonly ChargeLine[];
  /** As they were known when the month was closed. */
  ratesOf: (month: PlainMonth) => RateTable;
}): MonthCharges {
  const { facts, first, last, charged, ratesOf } = input;
  const replayed: ChargeLine[] = [];
  let before = input.before;
  for (let month = first; month <= last; month = addMonths(month, 1)) {
    const charges = chargeMonth({ facts, before, month, rates: ratesOf(month) });
    replayed.push(...charges.lines);
    before = charges.state;
  }
  const isAsked = ({ chargedMonth }: ChargeLine) => chargedMonth >= first && chargedMonth <= last;
  const was = netOf(charged.filter(isAsked));
  const is = netOf(replayed.filter(isAsked));
  const places = [...new Set([...was.keys(), ...is.keys()])].filter(
    (place) => !isSame(was.get(place), is.get(place)),
  );
  const reversals = places.flatMap((place) => asLine(was.get(place))).map(reversalOf);
  const anew = places.flatMap((place) => asLine(is.get(place)));
  return { lines: inOrder([...reversals, ...anew]), state: before ?? { meters: [] } };
}

/** True where all that was charged before is final: nothing waits for a reading to replace it. */
export const isReplayStart = (before: ConsumptionState | null): boolean =>
  before === null || before.meters.every(({ estimated }) => estimated.length === 0);

type Net = { line: ChargeLine; measured: Big; volume: Big; amountKopecks: number };

/** What is left of all lines about one thing: what was taken back is gone. */
function netOf(lines: readonly ChargeLine[]): Map<string, Net> {
  const net = new Map<string, Net>();
  for (const line of lines) {
    const place = placeOf(line);
    const known = net.get(place);
    net.set(place, {
      line: known && line.basis.kind === 'reversal' ? known.line : line,
      measured: new Big(line.measuredM3).plus(known?.measured ?? 0),
      volume: new Big(line.volumeM3).plus(known?.volume ?? 0),
      amountKopecks: line.amountKopecks + (known?.amountKopecks ?? 0),
    });
  }
  return net;
}

/** Numbers as numbers: the database gives `9.624000` for `9.624`. */
function placeOf(line: ChargeLine): string {
  const { chargedMonth, method, from, to, meterId, tariffId } = line;
  const { basis } = line;
  const of = basis.kind === 'reversal' ? basis.of : basis;
  const privilege = of.kind === 'privilege' ? [of.privilegeId] : [];
  const price = [Number(line.coefficient), tariffId, Number(line.pricePerM3)];
  return JSON.stringify([chargedMonth, from, to, meterId, method, ...price, ...privilege]);
}

function isSame(a: Net | undefined, b: Net | undefined): boolean {
  const [volume, other] = [a?.volume ?? new Big(0), b?.volume ?? new Big(0)];
  return (a?.amountKopecks ?? 0) === (b?.amountKopecks ?? 0) && volume.eq(other);
}

function asLine(net: Net | undefined): ChargeLine[] {
  if (!net || (net.amountKopecks === 0 && net.volume.eq(0))) return [];
  const { line, measured, volume, amountKopecks } = net;
  return [
    {
      ...line,
      kind: 'recalculation',
      measuredM3: formatM3(measured),
      volumeM3: formatM3(volume),
      amountKopecks,
    },
  ];
}

/** By month; in each what is taken back first. */
const inOrder = (lines: ChargeLine[]): ChargeLine[] =>
  lines.sort((a, b) =>
    a.chargedMonth === b.chargedMonth ? 0 : a.chargedMonth < b.chargedMonth ? -1 : 1,
  );

import Big from 'big.js';
import type { MeterFacts } from './billing-facts.ts';
import type { MeterState } from './billing-state.ts';
import type { ChargeLine, ReadingsBasis } from './charge-line.ts';
import { coefficientFor, type GapShare } from './gap-shares.ts';
import { reversalOf } from './line.ts';
import type { RateTable } from './rate-lookup.ts';
import type { BillingRules } from './rates.ts';
import { divideM3, formatM3, kopecksOf, partM3, roundM3 } from './rounding.ts';

/** Whether a reading will replace a line of this method: by policy, average and norm apart. */
export function isReplaceable({ method }: ChargeLine, { recalculation }: BillingRules): boolean {
  if (method === 'AVG_P31') return recalculation.average === 'REBASE';
  return method === 'NORM_P31' && recalculation.norm === 'REBASE';
}

/**
 * REBASE (domain decision 2): each estimated line is taken back, and its days get the month's share
 * of what the meter showed, at their own price and k.
 */
export function rebase(
  { estimated, normDays = [] }: MeterState,
  shares: readonly GapShare[],
  { meter, basis, rates }: { meter: MeterFacts; basis: ReadingsBasis; rates: RateTable },
): ChargeLine[] {
  return shares.flatMap(({ month, measured }) => {
    const lines = estimated.filter(({ chargedMonth }) => chargedMonth === month);
    const byNorm = normDays.find((one) => one.month === month)?.days ?? 0;
    const days = lines.reduce((sum, line) => sum + daysOf(line), 0);
    const ofDays = days + byNorm;
    const isPart = byNorm > 0 && lines.length > 0;
    const parts = divideM3(isPart ? partM3(measured, days, ofDays) : measured, lines.map(daysOf));
    const coefficient = lines.length > 0 ? coefficientFor(meter, month, rates) : '';
    return lines.flatMap((line, index) => {
      const part = parts[index] ?? new Big(0);
      const volume = roundM3(part.times(coefficient));
      const anew: ChargeLine = {
        ...line,
        kind: 'recalculation',
        method: 'METER',
        measuredM3: formatM3(part),
        coefficient,
        volumeM3: formatM3(volume),
        amountKopecks: kopecksOf(volume, line.pricePerM3),
        eventId: null,
        basis: isPart ? { ...basis, part: { days, ofDays } } : basis,
      };
      return [reversalOf(line), anew];
    });
  });
}

const daysOf = ({ basis }: ChargeLine): number =>
  basis.kind === 'average' || basis.kind === 'norm' ? basis.days : 1;

import Big from 'big.js';
import type { LineBasis } from './charge-line.ts';
import { formatM3, roundM3 } from './rounding.ts';

export type AverageBasis = Extract<LineBasis, { kind: 'average' }>;
export type Average = Pick<AverageBasis, 'totalM3' | 'months' | 'monthlyM3'>;

/** A year's average month, or of as many as the meter has worked; null: of none (п. 30, 31). */
export function averageOf(metered: readonly string[]): Average | null {
  if (metered.length === 0) return null;
  const total = metered.reduce((sum, volume) => sum.plus(volume), new Big(0));
  // Below zero only when an inspector took back more than a year had: then there is no usage to see.
  const monthly = total.lt(0) ? new Big(0) : total.div(metered.length);
  return { totalM3: formatM3(total), months: metered.length, monthlyM3: formatM3(monthly) };
}

export function averageVolume({ monthlyM3, days, daysInMonth }: AverageBasis): Big {
  return roundM3(new Big(monthlyM3).times(days).div(daysInMonth));
}

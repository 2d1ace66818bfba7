import Big from 'big.js';

/** m³ are known to a litre. */
const LITRES = 3;

const halfUp = (value: Big, decimals: number): Big => {
  const rounded = value.round(decimals, Big.roundHalfUp);
  return rounded.eq(0) ? new Big(0) : rounded;
};

export const roundM3 = (value: Big): Big => halfUp(value, LITRES);

/** As lines and the database have it: three decimals, always. */
export const formatM3 = (value: Big): string => roundM3(value).toFixed(LITRES);

/** As the state has it: short. */
export const shortM3 = (value: Big): string => roundM3(value).toFixed();

/** Rounded once, half up, away from zero: what is taken back is to the kopeck what was charged. */
export function kopecksOf(volumeM3: Big | string, pricePerM3: string): number {
  return wholeKopecks(new Big(volumeM3).times(pricePerM3).times(100));
}

export const wholeKopecks = (value: Big): number => Number(halfUp(value, 0).toFixed());

/** days ÷ ofDays of it, to a litre. */
export const partM3 = (total: Big, days: number, ofDays: number): Big =>
  roundM3(total.times(days).div(ofDays));

/**
 * Divides `total` into parts by `weights`, three decimals each, the remainder to the last, so that
 * they add up to it exactly.
 */
export function divideM3(total: Big, weights: readonly number[]): Big[] {
  if (weights.length === 1) return [total];
  const sum = weights.reduce((all, weight) => all + weight, 0);
  let rest = total;
  return weights.map((weight, index) => {
    if (index === weights.length - 1) return rest;
    const part = total.times(weight).div(sum).round(LITRES, Big.roundDown);
    rest = rest.minus(part);
    return part;
  });
}

/**
 * An exact fraction, `numerator/denominator` in lowest terms: a third of a kopeck stays a third until the
 * one rounding at the end. Text, so that it lies in the state of an account as it is.
 */
export type Fraction = string;

export const ZERO: Fraction = '0/1';

export function fraction(numerator: bigint, denominator: bigint): Fraction {
  if (denominator <= 0n) throw new Error('a denominator must be above zero');
  const divisor = greatestDivisor(numerator < 0n ? -numerator : numerator, denominator);
  return `${numerator / divisor}/${denominator / divisor}`;
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [greater, lesser] = [a, b];
  while (lesser > 0n) [greater, lesser] = [lesser, greater % lesser];
  return greater;
}

function partsOf(value: Fraction): [bigint, bigint] {
  const [numerator = '0', denominator = '1'] = value.split('/');
  return [BigInt(numerator), BigInt(denominator)];
}

/** Of `9.5` or `-12`. */
export function fractionOf(decimal: string): Fraction {
  const [whole = '0', decimals = ''] = decimal.split('.');
  return fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
}

export function plus(a: Fraction, b: Fraction): Fraction {
  if (a === ZERO) return b;
  if (b === ZERO) return a;
  const [an, ad] = partsOf(a);
  const [bn, bd] = partsOf(b);
  return fraction(an * bd + bn * ad, ad * bd);
}

export function times(a: Fraction, b: Fraction): Fraction {
  const [an, ad] = partsOf(a);
  const [bn, bd] = partsOf(b);
  return fraction(an * bn, ad * bd);
}

/** To a whole number, half up, of a fraction that is not negative. */
export function roundHalfUp(value: Fraction): number {
  const [numerator, denominator] = partsOf(value);
  if (numerator < 0n) throw new Error(`${value} is negative`);
  return Number((2n * numerator + denominator) / (2n * denominator));
}

/**
 * m³ as whole litres, prices as whole millionths: exact while all stays below 2^53, and ten times
 * as fast as decimals. What does not fit gives null, and the general path takes over.
 */
export function scaled(text: string, decimals: number): number | null {
  const dot = text.indexOf('.');
  if (dot !== -1 && text.length - dot - 1 > decimals) return null;
  const number = Math.round(Number(text) * 10 ** decimals);
  return number >= 0 && number < 1e12 ? number : null;
}

/** Half up; null when the product is too great to be exact. */
export function timesDivided(a: number, b: number, divisor: number): number | null {
  const product = a * b;
  return product <= Number.MAX_SAFE_INTEGER ? dividedHalfUp(product, divisor) : null;
}

export function dividedHalfUp(whole: number, divisor: number): number {
  const rest = whole % divisor;
  return (whole - rest) / divisor + (rest * 2 >= divisor ? 1 : 0);
}

/** 11333 → `11.333`, 68000 → `68.000` */
export function litresAsM3(litres: number): string {
  const rest = litres % 1000;
  const digits = rest < 10 ? `00${rest}` : rest < 100 ? `0${rest}` : `${rest}`;
  return `${(litres - rest) / 1000}.${digits}`;
}

/** 72080 → `72.08` */
export const litresInShort = (litres: number): string => String(litres / 1000);

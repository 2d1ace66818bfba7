/** 123456 → `1234.56`: by digits, since no fraction of a float is money. */
function toValue(kopecks: number): string {
  if (!Number.isSafeInteger(kopecks) || kopecks < 0) throw new Error(`${kopecks} is no sum`);
  const digits = String(kopecks).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `1234.56` → 123456; null for anything that is not written so. */
export function toKopecks(value: string): number | null {
  return /^\d{1,13}\.\d{2}$/.test(value) ? Number(value.replace('.', '')) : null;
}

export const toAmount = (kopecks: number) => ({ value: toValue(kopecks), currency: 'RUB' });

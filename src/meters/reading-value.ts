import Big from 'big.js';

/** What the counter shows, as the meter's passport describes it. */
export type CounterFace = { integerDigits: number; decimalDigits: number };

export type ValueFailure =
  | { ok: false; code: 'value_missing' }
  | { ok: false; code: 'value_not_a_number' }
  | { ok: false; code: 'value_negative' }
  | { ok: false; code: 'too_many_digits'; integerDigits: number }
  | { ok: false; code: 'too_many_decimals'; decimalDigits: number };

/** Longer than any counter with spaces between its drums; more is not a reading. */
const MAX_LENGTH = 40;
const SPACES = /[\s\u00a0\u2007\u2009\u202f]/g;

/**
 * Reads a counter as people type it: «1 234,5», `08799`, `1234.5`. Strict in everything else:
 * a number misread is a wrong bill. Drums after the comma are kept when the meter has them.
 */
export function parseReadingValue(
  text: string,
  { integerDigits, decimalDigits }: CounterFace,
): { ok: true; value: string } | ValueFailure {
  const compact = text.replace(SPACES, '');
  if (compact === '') return { ok: false, code: 'value_missing' };
  if (/^[-−–]\d/.test(compact)) return { ok: false, code: 'value_negative' };
  const match = /^(\d+)(?:[.,](\d+))?$/.exec(compact);
  if (!match || compact.length > MAX_LENGTH) return { ok: false, code: 'value_not_a_number' };
  const whole = (match[1] ?? '').replace(/^0+(?=\d)/, '');
  const fraction = match[2] ?? '';
  if (whole.length > integerDigits) return { ok: false, code: 'too_many_digits', integerDigits };
  if (fraction.length > decimalDigits) {
    return { ok: false, code: 'too_many_decimals', decimalDigits };
  }
  return { ok: true, value: plainDecimal(`${whole}.${fraction || '0'}`) };
}

/** The one spelling of a volume inside the product: `8799.000` is `8799`, `1.50` is `1.5`. */
export function plainDecimal(text: string): string {
  return new Big(text).toFixed();
}

/** The whole drums as the counter shows them: `642` on five drums is `00642`. */
export function counterDigits(value: string, integerDigits: number): string {
  return (value.split('.')[0] ?? '').padStart(integerDigits, '0');
}

import { isPlainDate, type PlainDate } from '#src/plain-date.ts';

/** `10.45`: a dot, two decimals at most, into kopecks by moving digits; null for anything else. */
export function readBankAmount(text: string): number | null {
  const [, roubles = '', fraction = ''] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return roubles === '' ? null : Number(roubles) * 100 + Number(fraction.padEnd(2, '0'));
}

export const bankAmount = (kopecks: number): string =>
  `${Math.floor(kopecks / 100)}.${String(kopecks % 100).padStart(2, '0')}`;

export const isTxnId = (text: string): boolean => /^\d{1,20}$/.test(text);

/** The day of a moment written by year, month, day, hours, minutes, seconds; null: there is none such. */
export function dayOfMoment(parts: {
  year: string;
  month: string;
  day: string;
  time: string;
}): PlainDate | null {
  const date = `${parts.year}-${parts.month}-${parts.day}`;
  const isTime = /^([01]\d|2[0-3])[0-5]\d[0-5]\d$/.test(parts.time);
  return isTime && isPlainDate(date) ? date : null;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text inside an element; what no XML may hold is left out. */
export const xmlText = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they are.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (char) => escapes[char] ?? '');

/** Elements in the order of the protocol; null: this one is not told. */
export const xmlElements = (pairs: readonly (readonly [string, string | null])[]): string =>
  pairs
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `<${name}>${xmlText(value ?? '')}</${name}>`)
    .join('');

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

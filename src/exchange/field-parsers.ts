import Big from 'big.js';
import type { PlainDate } from '#src/plain-date.ts';

/** Why the text of one field was refused. Parsers return it instead of a value. */
export type Refused = { readonly refused: FieldFault };
export type FieldFault =
  | 'empty'
  | 'not_a_number'
  | 'not_whole'
  | 'negative'
  | 'too_small'
  | 'too_large'
  | 'too_many_decimals'
  | 'not_a_date'
  | 'no_such_date'
  | 'date_too_early'
  | 'date_in_future'
  | 'date_too_late'
  | 'not_a_month'
  | 'not_a_choice'
  | 'too_long'
  | 'bad_characters'
  | 'bad_form';

const refusals = new Map<FieldFault, Refused>();

function refuse(fault: FieldFault): Refused {
  let refusal = refusals.get(fault);
  if (!refusal) {
    refusal = Object.freeze({ refused: fault });
    refusals.set(fault, refusal);
  }
  return refusal;
}

export const isRefused = (value: unknown): value is Refused =>
  typeof value === 'object' && value !== null && 'refused' in value;

/** Spaces, NBSP included, at the ends and doubled between words mean nothing. */
export const tidySpaces = (text: string): string =>
  untidy.test(text) ? text.replace(/\s+/g, ' ').trim() : text;
/** Most texts need nothing: of a million lines that is worth the asking. */
const untidy = /^\s|\s$|\s\s|[^\S ]/;

const plainNumber = /^([-−]?)(\d+)(?:[.,](\d+))?$/;
/** `1 234 567,89`: groups of three, parted by a space, an NBSP or a narrow one. */
const groupedNumber = /^([-−]?)(\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?:[.,](\d+))?$/;

type Digits = { isNegative: boolean; whole: string; decimals: string };

function readDigits(text: string): Digits | null {
  const match = plainNumber.exec(text) ?? groupedNumber.exec(text);
  if (!match) return null;
  const [, sign, whole = '', decimals = ''] = match;
  return { isNegative: sign !== '', whole: whole.replace(/\D/g, ''), decimals };
}

/** Strict: `12O45`, `1.234.5`, `пять` are refused, never read in part. Returns `-1234.5`. */
export function parseDecimal(
  text: string,
  { maxDecimals, wholeDigits = 9 }: { maxDecimals: number; wholeDigits?: number },
): string | Refused {
  if (text === '') return refuse('empty');
  const digits = readDigits(text);
  if (!digits) return refuse('not_a_number');
  const whole = digits.whole.replace(/^0+(?=\d)/, '');
  if (whole.length > wholeDigits) return refuse('too_large');
  if (digits.decimals.length > maxDecimals) return refuse('too_many_decimals');
  const value = digits.decimals ? `${whole}.${digits.decimals}` : whole;
  const isZero = !/[1-9]/.test(value);
  return digits.isNegative && !isZero ? `-${value}` : value;
}

export function parsePositiveDecimal(
  text: string,
  options: { maxDecimals: number; wholeDigits?: number },
): string | Refused {
  const value = parseDecimal(text, options);
  return typeof value === 'string' && value.startsWith('-') ? refuse('negative') : value;
}

/** Roubles with at most two decimals → kopecks. */
export function parseKopecks(text: string): number | Refused {
  if (text === '') return refuse('empty');
  const digits = readDigits(text);
  if (!digits) return refuse('not_a_number');
  if (digits.whole.length > 10) return refuse('too_large');
  if (digits.decimals.length > 2) return refuse('too_many_decimals');
  const kopecks = Number(digits.whole) * 100 + Number(digits.decimals.padEnd(2, '0'));
  return digits.isNegative && kopecks > 0 ? -kopecks : kopecks;
}

export function parsePositiveKopecks(text: string): number | Refused {
  const kopecks = parseKopecks(text);
  return typeof kopecks === 'number' && kopecks < 0 ? refuse('negative') : kopecks;
}

export function parseWholeNumber(
  text: string,
  { least, most }: { least: number; most: number },
): number | Refused {
  if (text === '') return refuse('empty');
  const digits = readDigits(text);
  if (!digits) return refuse('not_a_number');
  if (/[1-9]/.test(digits.decimals)) return refuse('not_whole');
  const value = Number(digits.whole);
  if (digits.isNegative && value > 0) return refuse('negative');
  if (value < least) return refuse('too_small');
  return value > most ? refuse('too_large') : value;
}

const russianDate = /^(\d{2})\.(\d{2})\.(\d{4})$/;
const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/;
/** Spreadsheets like to add midnight to a date. */
const midnight = /[T ]0?0:00(:00(\.0+)?)?Z?$/;

export type DateBounds = {
  earliest: PlainDate;
  latest: PlainDate;
  /** What a date after `latest` is: most cannot lie in the future, some only not too far. */
  late?: 'date_in_future' | 'date_too_late';
};

/** `dd.mm.yyyy` or ISO; the day must exist and be plausible. */
export function parseDate(text: string, bounds: DateBounds): PlainDate | Refused {
  if (text === '') return refuse('empty');
  const bare = text.length > 10 ? text.replace(midnight, '') : text;
  const russian = russianDate.exec(bare);
  const match = russian ?? isoDate.exec(bare);
  if (!match) return refuse('not_a_date');
  const [, first = '', month = '', last = ''] = match;
  const [year, day] = russian ? [last, first] : [first, last];
  if (!dayExists(Number(year), Number(month), Number(day))) return refuse('no_such_date');
  const date = `${year}-${month}-${day}`;
  if (date < bounds.earliest) return refuse('date_too_early');
  return date > bounds.latest ? refuse(bounds.late ?? 'date_in_future') : date;
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** By arithmetic: seven million dates of a region's register are too many for `Date`. */
function dayExists(year: number, month: number, day: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = month === 2 && isLeap ? 29 : monthLengths[month - 1];
  return length !== undefined && day >= 1 && day <= length;
}

/** `mm.yyyy`, `yyyy-mm`, or a whole date, of which the month is taken. */
export function parseMonth(text: string, bounds: DateBounds): PlainDate | Refused {
  const [, first = '', second = ''] = /^(\d{2,4})[.-](\d{2,4})$/.exec(text) ?? [];
  if (first.length === 2 && second.length === 4) return monthOrFault(`${second}-${first}`, bounds);
  if (first.length === 4 && second.length === 2) return monthOrFault(`${first}-${second}`, bounds);
  const date = parseDate(text, bounds);
  if (typeof date !== 'string') return isRefused(date) ? monthFault(date) : date;
  return `${date.slice(0, 7)}-01`;
}

function monthOrFault(month: string, bounds: DateBounds): PlainDate | Refused {
  const date = parseDate(`${month}-01`, bounds);
  return isRefused(date) ? monthFault(date) : date;
}

const monthFault = (refusal: Refused): Refused =>
  refusal.refused === 'not_a_date' || refusal.refused === 'no_such_date'
    ? refuse('not_a_month')
    : refusal;

export function parseChoice<T>(text: string, words: Readonly<Record<string, T>>): T | Refused {
  if (text === '') return refuse('empty');
  const word = tidySpaces(text).toLowerCase();
  const known = Object.hasOwn(words, word) ? word : spelledAlike(word, words);
  const value = known === undefined ? undefined : words[known];
  return value === undefined ? refuse('not_a_choice') : value;
}

/** Looked for once the word itself is not there: of a million lines most need nothing. */
const spelledAlike = (word: string, words: Readonly<Record<string, unknown>>) =>
  Object.keys(words).find(
    (known) => known.replaceAll('\u0451', '\u0435') === word.replaceAll('\u0451', '\u0435'),
  );

/** Control characters, and the sign that a decoder leaves where a byte meant nothing. */
const unreadable = /[\p{Cc}\ufffd]/u;

export function parseText(text: string, { longest }: { longest: number }): string | Refused {
  if (text === '') return refuse('empty');
  const tidy = tidySpaces(text);
  if (unreadable.test(tidy)) return refuse('bad_characters');
  return tidy.length > longest ? refuse('too_long') : tidy;
}

const personName = /^[\p{L}][\p{L} .'’ʼ`()-]*$/u;

/** Hyphens, apostrophes, initials and brackets occur in names; digits do not. */
export function parsePersonName(text: string): string | Refused {
  const name = parseText(text, { longest: 100 });
  return typeof name === 'string' && !personName.test(name) ? refuse('bad_characters') : name;
}

export function parseForm(text: string, form: RegExp): string | Refused {
  if (text === '') return refuse('empty');
  return form.test(text) ? text : refuse('bad_form');
}

/** A part of the whole: `0,5` or `50%`; above zero, at most one. Returns `0.5`. */
export function parseShare(text: string): string | Refused {
  const percent = /^(.*\S)\s*%$/.exec(text)?.[1];
  const parsed = parsePositiveDecimal(percent ?? text, { maxDecimals: percent ? 2 : 4 });
  if (typeof parsed !== 'string') return parsed;
  const share = new Big(parsed).div(percent ? 100 : 1);
  if (share.eq(0)) return refuse('too_small');
  return share.gt(1) ? refuse('too_large') : share.toFixed();
}

export function atMost(value: string | Refused, most: number): string | Refused {
  return typeof value === 'string' && new Big(value).gt(most) ? refuse('too_large') : value;
}

/** Like parsePositiveDecimal(), but of nothing there is none: a price, a coefficient. */
export function parseAboveZero(
  text: string,
  options: { maxDecimals: number; wholeDigits?: number },
): string | Refused {
  const value = parsePositiveDecimal(text, options);
  return typeof value === 'string' && !/[1-9]/.test(value) ? refuse('too_small') : value;
}

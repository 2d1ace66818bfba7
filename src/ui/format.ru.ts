import Big from 'big.js';
import { dayOf, monthOf, type PlainDate, type PlainMonth, yearOf } from '#src/plain-date.ts';

const NBSP = '\u00a0';
const MINUS = '−';

/** Digits in threes, from the right: 1240 → «1 240». */
function inThrees(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, NBSP);
}

/** A plain decimal `-1240.5` with our signs: «−1 240,5». */
function decimalText(decimal: string): string {
  const [whole = '0', fraction] = decimal.replace('-', '').split('.');
  const text = fraction ? `${inThrees(whole)},${fraction}` : inThrees(whole);
  return decimal.startsWith('-') && /[1-9]/.test(decimal) ? MINUS + text : text;
}

/** 124050 → «1 240,50»: for table columns that name the unit in their heading. */
export function formatKopecksPlain(kopecks: number): string {
  return decimalText(new Big(kopecks).div(100).toFixed(2));
}

/** 124050 → «1 240,50 ₽» */
export function formatMoney(kopecks: number): string {
  return `${formatKopecksPlain(kopecks)}${NBSP}₽`;
}

/** `••••7201`: told apart by whoever has the paper, found by nobody else. */
export const maskedNumber = (accountNumber: string): string => `••••${accountNumber.slice(-4)}`;

/** 124050 → «1 241 ₽»: estimates alone, after «около». */
export function formatRoubles(kopecks: number): string {
  return `${decimalText(new Big(kopecks).div(100).round(0, Big.roundHalfUp).toFixed())}${NBSP}₽`;
}

/** «187,46»; with `decimals` always so many of them: a column of a table. */
export function formatVolumePlain(volumeM3: string, decimals?: number): string {
  const volume = new Big(volumeM3);
  return decimalText(decimals === undefined ? volume.toFixed() : volume.toFixed(decimals));
}

/** '187.46' → «187,46 м³» */
export function formatVolume(volumeM3: string, decimals?: number): string {
  return `${formatVolumePlain(volumeM3, decimals)}${NBSP}м³`;
}

/** '0.29' → «29 %»: exactly, where a number of JavaScript would say 28,999999999999996. */
export function formatShare(share: string): string {
  return `${formatVolumePlain(new Big(share).times(100).toFixed())}${NBSP}%`;
}

/** '8799' → «8 799», '8799.125' → «8 799,125» */
export function formatReading(value: string): string {
  return decimalText(new Big(value).toFixed());
}

const MONTHS_OF = [
  'января',
  'февраля',
  'марта',
  'апреля',
  'мая',
  'июня',
  'июля',
  'августа',
  'сентября',
  'октября',
  'ноября',
  'декабря',
] as const;

const MONTHS = [
  'январь',
  'февраль',
  'март',
  'апрель',
  'май',
  'июнь',
  'июль',
  'август',
  'сентябрь',
  'октябрь',
  'ноябрь',
  'декабрь',
] as const;

const MONTHS_IN = [
  'январе',
  'феврале',
  'марте',
  'апреле',
  'мае',
  'июне',
  'июле',
  'августе',
  'сентябре',
  'октябре',
  'ноябре',
  'декабре',
] as const;

const nameOf = (names: readonly string[], date: PlainDate): string =>
  names[monthOf(date) - 1] ?? date;

/** «15 декабря»: where the year is plain from the context. */
export function formatDate(date: PlainDate): string {
  return `${dayOf(date)}${NBSP}${nameOf(MONTHS_OF, date)}`;
}

/** «15 декабря 2026» */
export function formatDateWithYear(date: PlainDate): string {
  return `${formatDate(date)}${NBSP}${yearOf(date)}`;
}

/** «15.12.2026»: tables and facts. */
export function formatDateShort(date: PlainDate): string {
  return date.split('-').reverse().join('.');
}

/** «ноябрь 2026» */
export function formatMonth(month: PlainMonth): string {
  return `${formatMonthName(month)}${NBSP}${yearOf(month)}`;
}

/** «ноябрь» */
export const formatMonthName = (month: PlainMonth): string => nameOf(MONTHS, month);

/** «в ноябре», without «в». */
export const formatMonthIn = (month: PlainMonth): string => nameOf(MONTHS_IN, month);

/** «ноя»: ticks of a chart. */
export const formatMonthTick = (month: PlainMonth): string => formatMonthName(month).slice(0, 3);

const dateTimes = new Map<string, Intl.DateTimeFormat>();

function dateTimeParts(instant: Date, timeZone: string): Map<string, string> {
  let formatter = dateTimes.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('ru-RU', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    dateTimes.set(timeZone, formatter);
  }
  return new Map(formatter.formatToParts(instant).map(({ type, value }) => [type, value]));
}

/** «12 декабря 2026, 10:17» in the supplier's time zone. */
export function formatDateTime(instant: Date, timeZone: string): string {
  const part = dateTimeParts(instant, timeZone);
  const date = `${part.get('year')}-${part.get('month')}-${part.get('day')}`;
  return `${formatDateWithYear(date)}, ${part.get('hour')}:${part.get('minute')}`;
}

/** «12.12.2026, 10:17»: tables. */
export function formatDateTimeShort(instant: Date, timeZone: string): string {
  const part = dateTimeParts(instant, timeZone);
  const date = [part.get('day'), part.get('month'), part.get('year')].join('.');
  return `${date}, ${formatTime(instant, timeZone)}`;
}

/** «10:05», where the day stands beside it. */
export function formatTime(instant: Date, timeZone: string): string {
  const part = dateTimeParts(instant, timeZone);
  return `${part.get('hour')}:${part.get('minute')}`;
}

/** «390 014 587 201»: in threes from the left, as people read a long number aloud. */
export function formatAccountNumber(number: string): string {
  return number.replace(/(\d{3})(?=\d)/g, `$1${NBSP}`);
}

const pluralRules = new Intl.PluralRules('ru');

/**
 * The form that agrees with a number: `plural(5, ['день', 'дня', 'дней', 'дня'])`; the last
 * stands for fractions: «2,5 дня».
 */
export function plural(
  n: number,
  [one, few, many, other]: readonly [one: string, few: string, many: string, other: string],
): string {
  const forms = { one, few, many, other, zero: many, two: few };
  return forms[pluralRules.select(Math.abs(n))];
}

/** «13 дней» */
export function formatDays(days: number): string {
  return `${inThrees(String(days))}${NBSP}${plural(days, ['день', 'дня', 'дней', 'дня'])}`;
}

/** An address whose «ул.» and «д.» never part from what they name at a line's end. */
export function formatAddress(address: string): string {
  return address.replace(/(?<=^|[\s,])(\p{Ll}{1,5}\.)\s+/gu, `$1${NBSP}`);
}

/** 64512 → «63 КБ»: of a file that is going to be downloaded. */
export function formatFileSize(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1024));
  if (kilobytes < 1024) return `${kilobytes}${NBSP}КБ`;
  return `${decimalText(new Big(bytes).div(1024 * 1024).toFixed(1))}${NBSP}МБ`;
}

import Big from 'big.js';
import { dayOf, type PlainDate, readPlainDate } from '#src/plain-date.ts';
import { type NormUse, normUses, type TariffCategory, tariffCategories } from './rates.ts';

/** One number of the law or of the region, from a day on; `of` says whose. */
export type NewRate = { validFrom: PlainDate; value: string; source: string } & (
  | { kind: 'tariff'; of: TariffCategory }
  | { kind: 'norm'; of: NormUse }
  | { kind: 'coefficient'; of: number }
  | { kind: 'key_rate'; of: null }
);
export type RateKind = NewRate['kind'];

/** As it stands in a form; `subject`: `tariff:stove`, `norm:heating`, `coefficient:1`, `key_rate`. */
export type TypedRate = Record<'subject' | 'from' | 'value' | 'source', string>;

export const rateFailureCodes = [
  'subject_missing',
  'from_wrong',
  'from_not_first_of_month',
  'value_missing',
  'value_wrong',
  'source_missing',
  'source_too_long',
  'unchanged',
] as const;
export type RateFailureCode = (typeof rateFailureCodes)[number];
export type RateFailure = { field: keyof TypedRate; code: RateFailureCode };

/** Decimals that each column keeps, and the most that can be meant. */
const limits = {
  tariff: { decimals: 6, most: 1_000, isZeroMeant: false },
  norm: { decimals: 4, most: 10_000, isZeroMeant: true },
  coefficient: { decimals: 4, most: 2, isZeroMeant: false },
  key_rate: { decimals: 3, most: 100, isZeroMeant: true },
} as const satisfies Record<RateKind, object>;

const MAX_SOURCE = 200;
const MAX_ZONE = 99;

/** Norms of heating are for a heated square metre, all others for a person. */
export const unitOf = (use: NormUse): 'person' | 'm2' => (use === 'heating' ? 'm2' : 'person');

export function readRate(
  typed: TypedRate,
): { ok: true; rate: NewRate } | { ok: false; failures: RateFailure[] } {
  const subject = readSubject(typed.subject);
  if (!subject) return { ok: false, failures: [{ field: 'subject', code: 'subject_missing' }] };
  const rate: NewRate = {
    ...subject,
    validFrom: readPlainDate(typed.from) ?? '',
    value: readValue(typed.value, limits[subject.kind].decimals),
    source: typed.source.replace(/\s+/gu, ' ').trim(),
  };
  const failures = judgeRate(rate, typed.value.trim() === '');
  return failures.length === 0 ? { ok: true, rate } : { ok: false, failures };
}

type Subject =
  | { kind: 'tariff'; of: TariffCategory }
  | { kind: 'norm'; of: NormUse }
  | { kind: 'coefficient'; of: number }
  | { kind: 'key_rate'; of: null };

export function readSubject(text: string): Subject | null {
  const [kind = '', of = ''] = text.split(':');
  if (text === 'key_rate') return { kind: text, of: null };
  const category = tariffCategories.find((one) => one === of);
  if (kind === 'tariff' && category) return { kind, of: category };
  const use = normUses.find((one) => one === of);
  if (kind === 'norm' && use) return { kind, of: use };
  const isZone = /^\d{1,2}$/.test(of) && Number(of) >= 1 && Number(of) <= MAX_ZONE;
  return kind === 'coefficient' && isZone ? { kind, of: Number(of) } : null;
}

/** Empty text for what is no such number. */
function readValue(typed: string, decimals: number): string {
  const text = typed.replace(/[\s\u00a0\u202f%\u20bd]/gu, '');
  const match = /^(\d{1,6})(?:[.,](\d{1,6}))?$/.exec(text);
  if (!match || (match[2] ?? '').length > decimals) return '';
  return new Big(`${match[1]}.${match[2] ?? '0'}`).toFixed();
}

function judgeRate({ kind, validFrom, value, source }: NewRate, isEmpty: boolean): RateFailure[] {
  const failures: RateFailure[] = [];
  const add = (field: keyof TypedRate, code: RateFailureCode) => failures.push({ field, code });
  if (validFrom === '') add('from', 'from_wrong');
  else if (kind === 'coefficient' && dayOf(validFrom) !== 1) add('from', 'from_not_first_of_month');
  const { most, isZeroMeant } = limits[kind];
  if (isEmpty) add('value', 'value_missing');
  else if (value === '' || new Big(value).gt(most) || (!isZeroMeant && new Big(value).eq(0))) {
    add('value', 'value_wrong');
  }
  if (source === '') add('source', 'source_missing');
  if (source.length > MAX_SOURCE) add('source', 'source_too_long');
  return failures;
}

import { isPlainDate, type PlainMonth } from '#src/plain-date.ts';

export const correctionParts = ['gas', 'penalty'] as const;
export const correctionWays = ['reduce', 'increase'] as const;

/** A sum put right by hand: what no reading, event or payment explains. */
export type NewCorrection = {
  part: (typeof correctionParts)[number];
  /** Plus: the subscriber owes more. */
  amountKopecks: number;
  /** The month that it is about. */
  forMonth: PlainMonth;
};

/** As it stands in a form, the sum already read: null for what is no sum. */
export type TypedCorrection = Record<'part' | 'way' | 'month', string> & {
  amountKopecks: number | null;
};

export type CorrectionSituation = {
  /** The first month that is open. */
  openMonth: PlainMonth;
  /** The first month of our books; null: none is closed. */
  firstMonth: PlainMonth | null;
  penaltyKopecks: number;
};

export const correctionFailureCodes = [
  'no_books',
  'part_missing',
  'way_missing',
  'amount_missing',
  'amount_too_large',
  'month_wrong',
  'month_too_early',
  'month_too_late',
  'more_than_penalties',
] as const;
export type CorrectionFailureCode = (typeof correctionFailureCodes)[number];
export type CorrectionField = 'part' | 'way' | 'amount' | 'month';
export type CorrectionFailure = { field: CorrectionField; code: CorrectionFailureCode };

/** Ten million roubles: no household's mistake is larger. */
const MOST_KOPECKS = 1_000_000_000;

export function readCorrection(
  typed: TypedCorrection,
  situation: CorrectionSituation,
): { ok: true; correction: NewCorrection } | { ok: false; failures: CorrectionFailure[] } {
  const failures: CorrectionFailure[] = [];
  const part = correctionParts.find((one) => one === typed.part);
  const way = correctionWays.find((one) => one === typed.way);
  const forMonth = readMonth(typed.month) ?? '';
  const { amountKopecks } = typed;
  if (!part) failures.push({ field: 'part', code: 'part_missing' });
  if (!way) failures.push({ field: 'way', code: 'way_missing' });
  if (amountKopecks === null || amountKopecks <= 0) {
    failures.push({ field: 'amount', code: 'amount_missing' });
  }
  if (forMonth === '') failures.push({ field: 'month', code: 'month_wrong' });
  if (!part || !way || !amountKopecks || failures.length > 0) return { ok: false, failures };
  const signed = way === 'reduce' ? -amountKopecks : amountKopecks;
  const correction = { part, amountKopecks: signed, forMonth };
  const failure = judgeCorrection(correction, situation);
  return failure ? { ok: false, failures: [failure] } : { ok: true, correction };
}

/** Also asked again as it is posted: what there was to forgive may have been paid. */
export function judgeCorrection(
  { part, amountKopecks, forMonth }: NewCorrection,
  { openMonth, firstMonth, penaltyKopecks }: CorrectionSituation,
): CorrectionFailure | null {
  if (firstMonth === null) return { field: 'month', code: 'no_books' };
  if (Math.abs(amountKopecks) > MOST_KOPECKS) return { field: 'amount', code: 'amount_too_large' };
  if (forMonth < firstMonth) return { field: 'month', code: 'month_too_early' };
  if (forMonth > openMonth) return { field: 'month', code: 'month_too_late' };
  const isForgiven = part === 'penalty' && amountKopecks < 0;
  return isForgiven && -amountKopecks > penaltyKopecks
    ? { field: 'amount', code: 'more_than_penalties' }
    : null;
}

/** «11.2026», «2026-11»; null for anything else. */
function readMonth(typed: string): PlainMonth | null {
  const text = typed.trim();
  const match = /^(\d{1,2})[./ -](\d{4})$/.exec(text);
  const iso = match ? `${match[2]}-${(match[1] ?? '').padStart(2, '0')}` : text.slice(0, 7);
  const month = `${iso}-01`;
  return (match || /^\d{4}-\d{2}(-01)?$/.test(text)) && isPlainDate(month) ? month : null;
}

import Big from 'big.js';
import { addDays, type PlainDate, plainDate, readPlainDate, yearOf } from '#src/plain-date.ts';

export type NewPrivilege = {
  validFrom: PlainDate;
  /** The first day that it no longer holds. */
  validTo: PlainDate | null;
  /** Of the charge, more than 0 and 1 at most. */
  share: string;
  category: string;
};

/** As it stands in a form: `validTo` is the last day, the share in per cent. */
export type TypedPrivilege = Record<'validFrom' | 'validTo' | 'share' | 'category', string>;

export type PrivilegeSituation = {
  today: PlainDate;
  closedOn: PlainDate | null;
  /** Those that hold. */
  known: readonly Pick<NewPrivilege, 'validFrom' | 'validTo'>[];
};

export const privilegeFailureCodes = [
  'from_wrong',
  'from_after_closing',
  'to_wrong',
  'to_before_from',
  'to_too_far',
  'share_missing',
  'share_wrong',
  'category_missing',
  'category_too_long',
  'overlapping',
] as const;
export type PrivilegeFailureCode = (typeof privilegeFailureCodes)[number];
export type PrivilegeFailure = { field: keyof TypedPrivilege; code: PrivilegeFailureCode };

const MAX_CATEGORY = 100;
/** Given for a few years at most. */
const YEARS_AHEAD = 30;

export function readPrivilege(
  typed: TypedPrivilege,
  situation: PrivilegeSituation,
): { ok: true; privilege: NewPrivilege } | { ok: false; failures: PrivilegeFailure[] } {
  const lastDay = typed.validTo.trim() === '' ? null : (readPlainDate(typed.validTo) ?? '');
  const privilege: NewPrivilege = {
    validFrom: readPlainDate(typed.validFrom) ?? '',
    validTo: lastDay ? addDays(lastDay, 1) : lastDay,
    share: readShare(typed.share),
    category: typed.category.replace(/\s+/gu, ' ').trim(),
  };
  const failures = judgePrivilege(privilege, situation);
  return failures.length === 0 ? { ok: true, privilege } : { ok: false, failures };
}

/** «50», «12,5 %» → 0.5, 0.125; empty text for none, `0` for what is no share. */
function readShare(typed: string): string {
  const text = typed.replace(/[\s\u00a0%]/gu, '');
  if (text === '') return '';
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(text);
  return match ? new Big(`${match[1]}.${match[2] ?? '0'}`).div(100).toFixed() : '0';
}

export function judgePrivilege(
  { validFrom, validTo, share, category }: NewPrivilege,
  { today, closedOn, known }: PrivilegeSituation,
): PrivilegeFailure[] {
  const failures: PrivilegeFailure[] = [];
  const add = (field: keyof TypedPrivilege, code: PrivilegeFailureCode) =>
    failures.push({ field, code });
  const latest = plainDate(yearOf(today) + YEARS_AHEAD, 12, 31);
  if (validFrom === '' || validFrom > latest) add('validFrom', 'from_wrong');
  else if (closedOn !== null && validFrom >= closedOn) add('validFrom', 'from_after_closing');
  if (validTo === '') add('validTo', 'to_wrong');
  else if (validTo !== null && validTo <= validFrom) add('validTo', 'to_before_from');
  else if (validTo !== null && validTo > latest) add('validTo', 'to_too_far');
  if (share === '') add('share', 'share_missing');
  else if (new Big(share).lte(0) || new Big(share).gt(1)) add('share', 'share_wrong');
  if (category === '') add('category', 'category_missing');
  if (category.length > MAX_CATEGORY) add('category', 'category_too_long');
  // Two at once would say nothing of how they add up.
  const isOverlapping = known.some(
    (one) =>
      (validTo === null || one.validFrom < validTo) &&
      (one.validTo === null || validFrom < one.validTo),
  );
  if (isOverlapping && failures.length === 0) add('validFrom', 'overlapping');
  return failures;
}

import type { Clock } from '#src/clock.ts';
import type { Db } from '#src/db/database.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { PaperBody } from './paper-data.ts';

export type PaperDeps = { db: Db; clock: Clock; supplier: SupplierProfile };

/** What is asked for. */
export type PaperWish =
  | { kind: 'no_debt' }
  | { kind: 'reconciliation'; from: PlainMonth; to: PlainMonth }
  | { kind: 'reading'; confirmation: string }
  | { kind: 'month'; month: PlainMonth }
  | { kind: 'payment'; entryId: number };

export type Owed = {
  principalKopecks: number;
  penaltyKopecks: number;
  /** Penalties that are in no bill yet. */
  grownKopecks: number;
  dueOn: string | null;
};

/** Why there is no such paper, with what the person needs to know about it. */
export type PaperRefusal =
  | ({ code: 'has_debt' } & Owed)
  | { code: 'not_current_holder' }
  | { code: 'period_backwards' }
  | { code: 'period_empty'; first: PlainMonth | null; last: PlainMonth | null }
  | { code: 'months_disagree'; since: PlainMonth }
  | { code: 'reading_unknown' }
  | { code: 'payment_unknown' }
  | { code: 'month_not_charged' }
  | { code: 'month_imported' }
  | { code: 'of_other_holder' };

export type Gathered =
  | { ok: true; body: PaperBody; isExample?: boolean }
  | ({ ok: false } & PaperRefusal);

/** Whose paper. */
export type Known = Pick<PersonalAccount, 'personalAccountId' | 'holderSince'>;

/** Penalties may be paid before they are posted: then their balance is below nought. */
export const hasDebt = ({ principalKopecks, penaltyKopecks, grownKopecks }: Owed): boolean =>
  principalKopecks > 0 || penaltyKopecks + grownKopecks > 0;

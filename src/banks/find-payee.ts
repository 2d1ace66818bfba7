import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { findNumberedAccounts } from '#src/personal-accounts/linking-facts.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { readAccountNumber } from '#src/supplier/account-number.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';

export type Payee =
  | { ok: true; personalAccountId: number; maskedName: string }
  /** several: a unified number that stands at more than one account. */
  | { ok: false; code: 'bad_form' | 'unknown' | 'several' | 'closed' };

/** Whose account a bank's payer has named. */
export async function findPayee(
  db: Db,
  _actor: Actor,
  { typed, supplier, today }: { typed: string; supplier: SupplierProfile; today: PlainDate },
): Promise<Payee> {
  const number = readAccountNumber(typed, supplier);
  if (number.kind === 'invalid') return { ok: false, code: 'bad_form' };
  const [personalAccountId, another] = await findNumberedAccounts(db, number);
  if (personalAccountId === undefined) return { ok: false, code: 'unknown' };
  if (another !== undefined) return { ok: false, code: 'several' };
  const row = await db
    .selectFrom('personal_accounts')
    .select(['closed_on', 'holder_last_name', 'holder_first_name', 'holder_middle_name'])
    .where('personal_account_id', '=', personalAccountId)
    .executeTakeFirstOrThrow();
  if (row.closed_on !== null && row.closed_on <= today) return { ok: false, code: 'closed' };
  const { holder_last_name: last, holder_first_name: first, holder_middle_name: middle } = row;
  return { ok: true, personalAccountId, maskedName: maskedName([last, first, middle]) };
}

/** Enough for a payer to see that it is theirs: first letters, as banks print them. */
function maskedName([last = '', ...others]: readonly string[]): string {
  const initials = others.filter((name) => name !== '').map((name) => `${name.slice(0, 1)}.`);
  return [`${last.slice(0, 1)}***`, ...initials].join(' ');
}

import type { Resident } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Tx } from '#src/db/database.ts';
import { type Busy, inLockingTransaction } from '#src/db/locking-transaction.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { readAccountNumber } from '#src/supplier/account-number.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { findLinkingFacts, findNumberedAccounts } from './linking-facts.ts';
import { findLinkingProof, type LinkingClaim, type LinkingProof } from './linking-proof.ts';

export type LinkingDeps = { db: Database; clock: Clock; supplier: SupplierProfile };

export type ClaimedAccount = {
  number: string;
  claim: LinkingClaim;
  /** Two proofs are needed. */
  isStrict?: boolean;
};

export type Linking =
  | { ok: true; number: string; isNew: boolean }
  | { ok: false; code: 'not_proved' }
  | Busy;

/**
 * Links the account to the user when the claim proves that the household is theirs. Unknown
 * number and wrong proof are one answer. Everybody who is linked already is told by letter.
 */
export async function linkPersonalAccount(
  { db, clock, supplier }: LinkingDeps,
  actor: Resident,
  { number, claim, isStrict = false }: ClaimedAccount,
): Promise<Linking> {
  const read = readAccountNumber(number, supplier);
  return inLockingTransaction(db, async (tx): Promise<Linking> => {
    for (const personalAccountId of await findNumberedAccounts(tx, read)) {
      const facts = await findLinkingFacts(tx, personalAccountId);
      const proof = findLinkingProof(facts, claim, { isStrict });
      if (!proof) continue;
      const isNew = await insertLink(tx, actor, { ...facts, proof, now: clock.now() });
      return { ok: true, number: facts.number, isNew };
    }
    return { ok: false, code: 'not_proved' };
  });
}

const seesAll = {
  visible_until: null,
  visible_until_reason: null,
  visible_until_import_id: null,
} as const;

export type NewLink = {
  personalAccountId: number;
  number: string;
  proof: LinkingProof | 'staff';
  now: Date;
};

/**
 * False when the account was the user's already, or their cabinet has closed meanwhile. The caller
 * holds the account's row.
 */
export async function insertLink(tx: Tx, actor: Resident, fresh: NewLink): Promise<boolean> {
  const { personalAccountId, number, proof, now } = fresh;
  const user = await tx
    .selectFrom('users')
    .select('user_id')
    .where('user_id', '=', actor.userId)
    .where('closed_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  if (!user) return false;
  const others = await tx
    .selectFrom('personal_account_links as l')
    .innerJoin('users as u', 'u.user_id', 'l.user_id')
    .select(['u.user_id', 'u.email', 'l.visible_until'])
    .where('l.personal_account_id', '=', personalAccountId)
    .where('l.ended_at', 'is', null)
    .execute();
  const inserted = await tx
    .insertInto('personal_account_links')
    .values({
      personal_account_id: personalAccountId,
      user_id: actor.userId,
      proof,
      linked_at: now,
      visible_until: null,
      visible_until_reason: null,
      ended_at: null,
    })
    // A former resident who proves the account again sees all of it again.
    .onConflict((conflict) =>
      conflict
        .columns(['personal_account_id', 'user_id'])
        .where('ended_at', 'is', null)
        .doUpdateSet({ ...seesAll, proof, proved_again_at: now })
        .where('personal_account_links.visible_until', 'is not', null),
    )
    .returning('personal_account_link_id')
    .executeTakeFirst();
  if (!inserted) return false;
  const data = { accountNumber: number, byStaff: proof === 'staff' };
  for (const other of others) {
    if (other.user_id === actor.userId || other.visible_until !== null) continue;
    const letter = { kind: 'linked_by_another', to: other.email, userId: other.user_id, data };
    await queueLetter(tx, letter, now);
  }
  return true;
}

import { sql } from 'kysely';
import type { Db, Tx } from '#src/db/database.ts';
import type { AccountNumber } from '#src/supplier/account-number.ts';
import { spellingsOf } from '#src/supplier/look-alikes.ru.ts';
import type { LinkingFacts } from './linking-proof.ts';

export type AccountFacts = LinkingFacts & { personalAccountId: number; number: string };

/** Every account under the number, oldest first: a unified number may stand at several. */
export async function findNumberedAccounts(db: Db, read: AccountNumber): Promise<number[]> {
  if (read.kind === 'invalid') return [];
  const rows = await (read.kind === 'unified'
    ? db
        .selectFrom('personal_accounts')
        .select('personal_account_id')
        .where('unified_number', '=', sql<string>`any(${spellingsOf(read.text)}::text[])`)
        .orderBy('personal_account_id')
        .execute()
    : db
        .selectFrom('personal_account_numbers')
        .select('personal_account_id')
        .where('number', '=', read.text)
        .execute());
  return rows.map((row) => row.personal_account_id);
}

/**
 * What proves that a household is the one of today. Whoever lived there before knows the meter by
 * heart and has the old bills; they may come back by another user as well. So once the holder has
 * changed, only what came into being since then proves anything, whoever asks.
 */
export async function findLinkingFacts(tx: Tx, personalAccountId: number): Promise<AccountFacts> {
  const found = await tx
    .selectFrom('personal_accounts')
    .select(['number', 'holder_last_name', 'last_bill_kopecks', 'linking_pin', 'holder_since'])
    .where('personal_account_id', '=', personalAccountId)
    // Waits for an import that is changing the holder, and reads what it left.
    .forShare()
    .executeTakeFirstOrThrow();
  const meters = await tx
    .selectFrom('meters')
    .select(['serial_number', 'commissioned_on'])
    .where('personal_account_id', '=', personalAccountId)
    .where('removed_on', 'is', null)
    .execute();
  const former = await tx
    .selectFrom('personal_account_revisions')
    .select(['linking_pin', 'last_bill_kopecks'])
    .where('personal_account_id', '=', personalAccountId)
    .where('holder_since', '<', found.holder_since)
    .execute();
  const { holder_since: since } = found;
  const telling = meters.filter(
    ({ commissioned_on: day }) => former.length === 0 || (day !== null && day >= since),
  );
  const isOldBill = former.some((state) => state.last_bill_kopecks === found.last_bill_kopecks);
  const isOldPin = former.some((state) => state.linking_pin === found.linking_pin);
  return {
    personalAccountId,
    number: found.number,
    holderLastName: found.holder_last_name,
    meterSerials: telling.map((meter) => meter.serial_number),
    lastBillKopecks: isOldBill ? null : found.last_bill_kopecks,
    linkingPin: isOldPin ? null : found.linking_pin,
  };
}

import { sql } from 'kysely';
import type { Db, Tx } from '#src/db/database.ts';
import type { AccountNumber } from '#src/supplier/account-number.ts';
import { spellingsOf } from '#src/supplier/look-alikes.ru.ts';
import type { LinkingFacts } from './linking-proof.ts';
import { isOtherHolder } from './other-holder.ts';

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
    // Waits for an import that is changing the holder, and for whoever is linking it: each sees
    // what the one before left.
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  const meters = await tx
    .selectFrom('meters')
    .select(['serial_number', 'commissioned_on', 'first_import_id'])
    .where('personal_account_id', '=', personalAccountId)
    .where('removed_on', 'is', null)
    .execute();
  const former = await findFormerStates(tx, personalAccountId);
  const { holder_since: since } = found;
  const handedOver = Math.max(0, ...former.map((state) => state.ended_by_import_id));
  const telling = meters.filter(
    ({ commissioned_on: day, first_import_id: came }) =>
      // A day is too coarse: what a former holder's register knew already, they have seen.
      former.length === 0 || (day !== null && day >= since && came >= handedOver),
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

/** Of other people than the holder of today, and of the time before these became the holder. */
function findFormerStates(tx: Tx, personalAccountId: number) {
  return tx
    .selectFrom('personal_account_revisions as r')
    .innerJoin('personal_accounts as a', 'a.personal_account_id', 'r.personal_account_id')
    .select(['r.linking_pin', 'r.last_bill_kopecks', 'r.ended_by_import_id'])
    .where('r.personal_account_id', '=', personalAccountId)
    .where((eb) =>
      eb.or([
        eb('r.holder_since', '<', eb.ref('a.holder_since')),
        sql<boolean>`${sql.raw(isOtherHolder('r', 'a'))}`,
      ]),
    )
    .execute();
}

import { sql } from 'kysely';
import { system } from '#src/actor.ts';
import { currentRates } from '#src/billing/current-rates.ts';
import { type CloseAccounts, findLinesOfClose } from '#src/billing/lines-store.ts';
import { findMonthsOfClose } from '#src/billing/months-of-close.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Db } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import {
  findAllMetersAtClose,
  findAllSbpLinks,
  findAllVolumesAtClose,
  findSubscribersAtClose,
} from './bill-facts-store.ts';
import { addBillLetters } from './bill-letters-store.ts';
import { type BillRange, markRangeFrozen, takeRangeToFreeze } from './bill-ranges-store.ts';
import { insertBills, type NewBill } from './bills-store.ts';
import { newBill } from './make-bill.ts';

export type FreezeDeps = { db: Database; clock: Clock; supplier: SupplierProfile };

/** A paper that cannot be made must not hold up the others: it is told, and made when asked for. */
export type UnmadeBill = { personalAccountId: number; error: unknown };

const maker = system('bill');
/** Rows in one statement: some megabytes. */
const AT_ONCE = 500;

/**
 * Freezes the bills of one part of a close, whole or not at all; with them what is to be sent by
 * letter. null: no part is left that nobody works at.
 */
export async function freezeNextRange(
  deps: FreezeDeps,
  closed: { closeId: number; month: PlainMonth },
): Promise<{ range: BillRange; bills: number; unmade: UnmadeBill[] } | null> {
  return inTransaction(deps.db, async (tx) => {
    const range = await takeRangeToFreeze(tx, closed.closeId);
    if (!range) return null;
    const accounts = { ...range, closeId: closed.closeId };
    const { made, unmade } = await composeBills({ ...deps, db: tx }, accounts, closed.month);
    let bills = 0;
    for (let at = 0; at < made.length; at += AT_ONCE) {
      bills += await insertBills(tx, made.slice(at, at + AT_ONCE));
    }
    const now = deps.clock.now();
    await addBillLetters(tx, { ...accounts, now });
    await markRangeFrozen(tx, { ...accounts, rangeNo: range.rangeNo, bills: made.length, now });
    return { range, bills, unmade };
  });
}

type ComposeDeps = Omit<FreezeDeps, 'db'> & { db: Db };

/** By statements over the whole part: a question for each account would take ten times longer. */
async function composeBills(
  { db, clock, supplier }: ComposeDeps,
  accounts: CloseAccounts,
  month: PlainMonth,
): Promise<{ made: NewBill[]; unmade: UnmadeBill[] }> {
  const { closeId } = accounts;
  const places = { ...accounts, month };
  const months = await findMonthsOfClose(db, maker, accounts);
  const lines = await findLinesOfClose(db, maker, accounts);
  const subscribers = await findSubscribersAtClose(db, places);
  const meters = await findAllMetersAtClose(db, places);
  const volumes = await findAllVolumesAtClose(db, { ...places, from: addMonths(month, -11) });
  const sbpLinks = await findAllSbpLinks(db, places);
  const versions = await findVersions(db, accounts, month);
  const { norms } = (await currentRates(db, supplier.billing)).rates;
  const madeAt = clock.now();
  const made: NewBill[] = [];
  const unmade: UnmadeBill[] = [];
  for (const [personalAccountId, { known, penalties, payments }] of months) {
    const before = versions.get(personalAccountId);
    if (before?.isMade) continue;
    try {
      const subscriber = subscribers.get(personalAccountId);
      if (!subscriber) throw new Error(`there is no personal account ${personalAccountId}`);
      const facts = {
        known: { ...known, penalties, payments, lines: lines.get(personalAccountId) ?? [] },
        subscriber,
        meters: meters.get(personalAccountId) ?? [],
        volumes: volumes.get(personalAccountId) ?? [],
        sbpLink: sbpLinks.get(personalAccountId),
        norms,
      };
      const place = { personalAccountId, month };
      const version = (before?.version ?? 0) + 1;
      made.push(newBill(facts, { closeId, version, place, supplier, madeAt }));
    } catch (error) {
      unmade.push({ personalAccountId, error });
    }
  }
  return { made, unmade };
}

/** The last version of the month, and whether this close has its bill already. */
async function findVersions(
  db: Db,
  { closeId, firstAccountId, lastAccountId }: CloseAccounts,
  month: PlainMonth,
): Promise<Map<number, { version: number; isMade: boolean }>> {
  const { rows } = await sql<{ personal_account_id: number; version: number; is_made: boolean }>`
    select personal_account_id, max(version) as version, bool_or(close_id = ${closeId}) as is_made
    from bills where month = ${month}
      and personal_account_id between ${firstAccountId} and ${lastAccountId}
    group by personal_account_id`.execute(db);
  return new Map(
    rows.map((row) => [row.personal_account_id, { version: row.version, isMade: row.is_made }]),
  );
}

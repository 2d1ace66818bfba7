import { readBooks } from '#src/billing/books.ts';
import type { Db } from '#src/db/database.ts';
import type { StoredBill } from './bills-store.ts';

/** A later month is closed: another bill says what is owed by now. */
export async function hasNewerBill(db: Db, { month }: Pick<StoredBill, 'month'>): Promise<boolean> {
  const { lastClosed } = await readBooks(db);
  return lastClosed !== null && lastClosed > month;
}

import type pg from 'pg';
import type { Database, Tx } from '#src/db/database.ts';
import { tryOut } from '#src/db/one-connection.ts';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { ClosedAccount } from './close-account.ts';
import { nextMonth, readyRates } from './close-month.ts';
import { AccountCloseError, chargeRange } from './close-range.ts';
import { findBooks, findClose } from './close-store.ts';
import type { MissingRate } from './rates.ts';

/** What a fact would change, before it is kept; in kopecks, plus: the subscriber owes more. */
export type ChangePreview = {
  /** The first open month: what it comes to so far without the fact, and with it. */
  current: { month: PlainMonth; beforeKopecks: number; afterKopecks: number } | null;
  /** What of closed months is recalculated as that month is closed. */
  closed: { month: PlainMonth; changeKopecks: number }[];
  /** How much more penalties that month posts. */
  penaltyKopecks: number;
  /** A number of the law that is not there: nothing can be told. */
  missing: MissingRate | null;
};

export type PreviewDeps = { pool: pg.Pool; db: Database; supplier: SupplierProfile };

const nothing: ChangePreview = { current: null, closed: [], penaltyKopecks: 0, missing: null };

/**
 * Charges the account's open month by the engine of the close, does the deed, charges it again and
 * undoes everything: the sums are those that the close would post.
 */
export async function previewChange(
  deps: PreviewDeps,
  { personalAccountId, deed }: { personalAccountId: number; deed: (tx: Tx) => Promise<unknown> },
): Promise<ChangePreview> {
  const rates = await readyRates(deps);
  try {
    return await tryOut(deps.pool, async (tx, client) => {
      const books = await findBooks(client);
      const month = await nextMonth(client, books);
      if (month === null) return nothing;
      const previous = await findClose(client, addMonths(month, -1));
      const choice = {
        firstAccountId: personalAccountId,
        lastAccountId: personalAccountId,
        month,
        previousCloseId: previous?.closeId ?? null,
        booksSince: books.booksSince ?? month,
      };
      const [before] = await chargeRange(client, choice, rates);
      await deed(tx);
      const [after] = await chargeRange(client, choice, rates);
      return before && after ? difference(month, before, after) : nothing;
    });
  } catch (error) {
    if (!(error instanceof AccountCloseError) || !error.missing) throw error;
    return { ...nothing, missing: error.missing };
  }
}

function difference(month: PlainMonth, before: ClosedAccount, after: ClosedAccount): ChangePreview {
  const was = recalculatedByMonth(before);
  const is = recalculatedByMonth(after);
  const months = [...new Set([...was.keys(), ...is.keys()])].sort();
  return {
    current: { month, beforeKopecks: before.chargedKopecks, afterKopecks: after.chargedKopecks },
    closed: months
      .map((one) => ({ month: one, changeKopecks: (is.get(one) ?? 0) - (was.get(one) ?? 0) }))
      .filter(({ changeKopecks }) => changeKopecks !== 0),
    penaltyKopecks: after.penaltyKopecks - before.penaltyKopecks,
    missing: null,
  };
}

function recalculatedByMonth({ lines }: ClosedAccount): Map<PlainMonth, number> {
  const sums = new Map<PlainMonth, number>();
  for (const { kind, chargedMonth, amountKopecks } of lines) {
    if (kind !== 'recalculation') continue;
    sums.set(chargedMonth, (sums.get(chargedMonth) ?? 0) + amountKopecks);
  }
  return sums;
}

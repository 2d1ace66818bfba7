import Big from 'big.js';
import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { closedMonthsOf, lockBooks, type OpenBooks } from './books.ts';
import { findRateRows, insertRate, type RateRow } from './rate-rows-store.ts';
import type { NewRate } from './rate-rules.ts';

export type RecordRateResult = { ok: true } | { ok: false; code: 'rate_unchanged' };

/**
 * Adds a number by hand. It holds from its day for all months that are still open; what is closed
 * was charged with what was known then.
 */
export async function recordRate(
  tx: Tx,
  actor: StaffMember,
  { rate, deed, now }: { rate: NewRate; deed: Deed; now: Date },
): Promise<RecordRateResult> {
  await lockBooks(tx);
  if (isKnown(rate, await findRateRows(tx, actor))) return { ok: false, code: 'rate_unchanged' };
  await insertRate(tx, rate, await momentAfterCloses(tx, now));
  const { kind, of, validFrom, value } = rate;
  await recordEntry(tx, actor, {
    ...deed,
    action: 'record_rate',
    subject: `rate:${kind}`,
    details: { kind, of, validFrom, value },
    now,
  });
  return { ok: true };
}

/**
 * A close goes by what was recorded before it began. Whoever waited for it while it shut its month
 * stands after it, though their moment was before.
 */
async function momentAfterCloses(tx: Tx, now: Date): Promise<Date> {
  const last = await tx
    .selectFrom('month_closes')
    .select('started_at')
    .where('started_at', '>', now)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last ? new Date(last.started_at.getTime() + 1) : now;
}

/** That very number is in force from that very day already, and is no example. */
export const isKnown = (rate: NewRate, rows: readonly RateRow[]): boolean =>
  rows.some(
    (row) =>
      row.kind === rate.kind &&
      row.of === (rate.of === null ? null : String(rate.of)) &&
      row.validFrom === rate.validFrom &&
      !row.isExample &&
      new Big(row.value).eq(rate.value),
  );

/** Closed months from its first day on: they were charged without it and stay so. */
export const closedMonthsOfRate = (rate: NewRate, books: OpenBooks): PlainMonth[] => {
  const to = rate.kind === 'coefficient' ? rate.validFrom : null;
  return closedMonthsOf({ from: rate.validFrom, to }, books);
};

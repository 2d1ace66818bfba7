import { sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import { billingMonthOf, firstOpenMonth } from '#src/meters/billing-month.ts';
import { lastClosedMonth } from '#src/meters/readings-store.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';

/** What is posted by itself, and not by a close. */
export type NewEntry = {
  personalAccountId: number;
  /** Once for an account, for ever: posted again, it is the same entry. */
  idempotencyKey: string;
  kind: 'payment' | 'correction';
  /** Plus: the subscriber owes more. A payment is negative; positive is money that went back. */
  amountKopecks: number;
  isPenalty: boolean;
  /** The month that the payer named, or that a correction is about. */
  forMonth: PlainMonth | null;
  /** The day on which the citizen paid, or since which the correction holds. */
  valueDate: PlainDate;
  channel: string | null;
  cause: string;
  reversesKey?: string | null;
};

export type PostOutcome =
  | { ok: true; isKnown: boolean; billingMonth: PlainMonth }
  | { ok: false; code: 'key_used_otherwise' };

/**
 * Adds an entry to the ledger, in the transaction of what caused it. It stands in the month of its
 * day while that is open, otherwise in the first open one. Who may do it is the caller's question;
 * the actor is kept with it.
 */
export async function postEntry(
  tx: Tx,
  actor: Actor,
  { entry, now }: { entry: NewEntry; now: Date },
): Promise<PostOutcome> {
  if (actor.kind === 'resident') throw new Error('a resident posts nothing to the ledger');
  const { rows } = await sql<{ month: PlainMonth | null }>`
    select ${lastClosedMonth} as month`.execute(tx);
  const billingMonth = billingMonthOf(entry.valueDate, firstOpenMonth(rows[0]?.month ?? null));
  const added = await tx
    .insertInto('ledger_entries')
    .values({
      billing_month: billingMonth,
      personal_account_id: entry.personalAccountId,
      idempotency_key: entry.idempotencyKey,
      kind: entry.kind,
      is_penalty: entry.isPenalty,
      amount_kopecks: entry.amountKopecks,
      for_month: entry.forMonth,
      value_date: entry.valueDate,
      close_id: null,
      channel: entry.channel,
      cause: entry.cause,
      reverses_key: entry.reversesKey ?? null,
      entered_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows === 1n) return { ok: true, isKnown: false, billingMonth };
  const known = await tx
    .selectFrom('ledger_entries')
    .select(['billing_month', 'kind', 'amount_kopecks', 'is_penalty', 'value_date'])
    .where('personal_account_id', '=', entry.personalAccountId)
    .where('idempotency_key', '=', entry.idempotencyKey)
    .where('close_id', 'is', null)
    .executeTakeFirstOrThrow();
  const isSame =
    known.kind === entry.kind &&
    known.amount_kopecks === entry.amountKopecks &&
    known.is_penalty === entry.isPenalty &&
    known.value_date === entry.valueDate;
  return isSame
    ? { ok: true, isKnown: true, billingMonth: known.billing_month }
    : { ok: false, code: 'key_used_otherwise' };
}

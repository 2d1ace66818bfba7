import type pg from 'pg';
import type { StaffMember, System } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { BOOKS_LOCK, nameOfCloser } from './close-month.ts';
import { findBooks, findClose } from './close-store.ts';

export type ReopenOutcome =
  | { ok: true; closeId: number; month: PlainMonth; entries: number }
  | { ok: false; code: 'not_closed'; month: PlainMonth }
  | { ok: false; code: 'still_running'; month: PlainMonth }
  | { ok: false; code: 'not_the_last'; month: PlainMonth; last: PlainMonth };

export type ReopenOptions = { month: PlainMonth; actor: System | StaffMember; reason: string };

/**
 * Opens the last closed month again: each entry of its close gets an opposite one, and the close
 * stays, marked as reversed and by whom. Nothing is deleted; closing again makes a new close.
 */
export async function reopenMonth(
  client: Pick<pg.ClientBase, 'query'>,
  { clock }: { clock: Clock },
  { month, actor, reason }: ReopenOptions,
): Promise<ReopenOutcome> {
  await client.query('select pg_advisory_xact_lock($1)', [BOOKS_LOCK]);
  const close = await findClose(client, month);
  if (!close) return { ok: false, code: 'not_closed', month };
  if (close.state === 'running') return { ok: false, code: 'still_running', month };
  const { lastShut } = await findBooks(client);
  if (lastShut !== null && lastShut !== month) {
    return { ok: false, code: 'not_the_last', month, last: lastShut };
  }
  const now = clock.now();
  const { rowCount } = await client.query(
    `insert into ledger_entries (billing_month, personal_account_id, idempotency_key, kind,
       is_penalty, amount_kopecks, for_month, value_date, close_id, cause, reverses_key, entered_at)
     select billing_month, personal_account_id, 'reversal of ' || idempotency_key, kind, is_penalty,
       -amount_kopecks, for_month, value_date, close_id, $2, idempotency_key, $3
     from ledger_entries where billing_month = $4 and close_id = $1`,
    [close.closeId, `reopening of ${month.slice(0, 7)}`, now, month],
  );
  await client.query(
    `update month_closes set state = 'reversed', reversed_at = $2, reversed_by = $3,
       reversal_reason = $4 where close_id = $1`,
    [close.closeId, now, nameOfCloser(actor), reason],
  );
  await client.query('delete from billing_months where month = $1', [month]);
  return { ok: true, closeId: close.closeId, month, entries: rowCount ?? 0 };
}

/** The month that may be reopened; null: none. */
export async function findReopenable(
  client: Pick<pg.ClientBase, 'query'>,
): Promise<PlainMonth | null> {
  const { lastShut } = await findBooks(client);
  const close = lastShut && (await findClose(client, lastShut));
  return close && close.state === 'closed' ? close.month : null;
}

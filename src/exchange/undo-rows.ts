import type pg from 'pg';
import { importCause } from './import-payments.ts';
import type { ImportKind } from './import-types.ts';
import { run } from './sql.ts';

type Undoing = { importId: number; kind: ImportKind; now: Date };
type RowCounts = { rowsRemoved: number; rowsRestored: number; paymentsReversed: number };

/** Where each kind keeps its own rows. */
const tables: Partial<Record<ImportKind, string>> = {
  charges: 'imported_charges',
  payments: 'imported_payments',
  events: 'account_events',
  privileges: 'privileges',
  sbp_links: 'sbp_links',
  tariffs: 'tariffs',
  norms: 'norms',
  coefficients: 'temperature_coefficients',
  key_rates: 'key_rates',
};

/** Of the kinds whose later files replace: what makes a replaced row hold again. */
const restoring: Partial<Record<ImportKind, string>> = {
  events: 'cancelled_at = null, cancelled_month = null',
  privileges: 'cancelled_at = null, cancelled_month = null',
  sbp_links: 'cancelled_at = null',
};

/** Takes back what an import had brought beside the register and readings. */
export async function takeBackRows(client: pg.ClientBase, undoing: Undoing): Promise<RowCounts> {
  const { importId, kind } = undoing;
  const table = tables[kind];
  if (!table) return { rowsRemoved: 0, rowsRestored: 0, paymentsReversed: 0 };
  const paymentsReversed = kind === 'payments' ? await reversePayments(client, undoing) : 0;
  const rowsRemoved = await run(client, `delete from ${table} where register_import_id = $1`, [
    importId,
  ]);
  const restored = restoring[kind];
  const rowsRestored = restored
    ? await run(
        client,
        `update ${table} set ${restored}, cancelled_by_import_id = null
         where cancelled_by_import_id = $1`,
        [importId],
      )
    : 0;
  return { rowsRemoved, rowsRestored, paymentsReversed };
}

/** Those that somebody has reversed already stay reversed once. */
async function reversePayments(client: pg.ClientBase, { importId, now }: Undoing): Promise<number> {
  return run(
    client,
    `insert into ledger_entries (billing_month, personal_account_id, idempotency_key, kind,
       is_penalty, amount_kopecks, for_month, value_date, channel, cause, reverses_key, entered_at)
     select e.billing_month, e.personal_account_id, 'reversal of ' || e.idempotency_key, e.kind,
       e.is_penalty, -e.amount_kopecks, e.for_month, e.value_date, e.channel,
       'undoing of ' || e.cause, e.idempotency_key, $2
     from ledger_entries e
     where e.cause = $1 and e.close_id is null and e.reverses_key is null
       and e.billing_month > coalesce((select max(month) from billing_months), '-infinity')
       and not exists (select from ledger_entries r
         where r.personal_account_id = e.personal_account_id and r.close_id is null
           and r.idempotency_key = 'reversal of ' || e.idempotency_key)`,
    [importCause(importId), now],
  );
}

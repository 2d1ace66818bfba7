import type pg from 'pg';
import type { Database } from '#src/db/database.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import type { ClosedAccount } from './close-account.ts';
import { chargeRange } from './close-range.ts';
import { compileRates } from './rate-lookup.ts';
import type { BillingRules } from './rates.ts';
import { loadRates } from './rates-store.ts';
import { encodeState } from './state-code.ts';
import type { LedgerDifference } from './verify-ledger.ts';

const BATCH = 2_000;

export type EngineChoice = {
  closeId: number;
  month: PlainMonth;
  previousCloseId: number | null;
  booksSince: PlainMonth;
  rules: BillingRules;
  db: Database;
};

export type EngineReport = { notRecomputed: number; difference: LedgerDifference | null };

/** Charges a closed month again, with the rates that were known then, and compares line by line. */
export async function compareWithEngine(
  client: pg.ClientBase,
  choice: EngineChoice,
): Promise<EngineReport> {
  const { closeId, month } = choice;
  const { rows } = await client.query('select started_at from month_closes where close_id = $1', [
    closeId,
  ]);
  const startedAt: Date = rows[0].started_at;
  const rates = await loadRates(choice.db, choice.rules, { recordedBy: startedAt });
  const ready = { rates, table: compileRates(rates) };
  const report: EngineReport = { notRecomputed: 0, difference: null };
  for (let after = 0; !report.difference; ) {
    const batch = await nextBatch(client, { closeId, after });
    if (!batch) return report;
    const changed = await findChangedSince(client, { ...batch, month, startedAt });
    report.notRecomputed += changed.size;
    const closed = await chargeRange(client, { ...batch, ...choice }, ready);
    const kept = await findKept(client, { ...batch, closeId });
    for (const one of closed) {
      if (changed.has(one.personalAccountId)) continue;
      const difference = differs(one, kept.get(one.personalAccountId) ?? '');
      if (!difference) continue;
      report.difference = { month, number: await numberOf(client, one), ...difference };
      break;
    }
    after = batch.lastAccountId;
  }
  return report;
}

type Batch = { firstAccountId: number; lastAccountId: number };

async function nextBatch(
  client: pg.ClientBase,
  { closeId, after }: { closeId: number; after: number },
): Promise<Batch | null> {
  const { rows } = await client.query(
    `select min(personal_account_id) as first, max(personal_account_id) as last from (
       select personal_account_id from account_months
       where close_id = $1 and personal_account_id > $2
       order by personal_account_id limit $3) batch`,
    [closeId, after, BATCH],
  );
  const { first, last } = rows[0];
  return first === null ? null : { firstAccountId: first, lastAccountId: last };
}

/** A register that came after the close and tells of days before it: the close did not know. */
async function findChangedSince(
  client: pg.ClientBase,
  choice: Batch & { month: PlainMonth; startedAt: Date },
): Promise<Set<number>> {
  const { rows } = await client.query<{ personal_account_id: number }>(
    `select x.personal_account_id from (
       select personal_account_id, attributes_since as since, register_import_id
       from personal_accounts where personal_account_id between $1 and $2
       union all
       select personal_account_id, attributes_since, register_import_id
       from meters where personal_account_id between $1 and $2) x
     join register_imports i using (register_import_id)
     where i.imported_at > $4 and x.since < $3::date + interval '1 month'`,
    [choice.firstAccountId, choice.lastAccountId, choice.month, choice.startedAt],
  );
  return new Set(rows.map((row) => row.personal_account_id));
}

async function findKept(
  client: pg.ClientBase,
  { closeId, firstAccountId, lastAccountId }: Batch & { closeId: number },
): Promise<Map<number, string>> {
  const { rows } = await client.query<{ personal_account_id: number; text: string }>(
    `select m.personal_account_id, coalesce((
         select string_agg(concat_ws(' ', l.kind, l.charged_month, l.method, l.starts_on, l.ends_on,
           l.meter_id, trim_scale(l.volume_m3), trim_scale(l.price_per_m3), l.amount_kopecks), '; '
           order by l.line_no)
         from charge_lines l
         where l.close_id = m.close_id and l.personal_account_id = m.personal_account_id), '')
       || ' | ' || concat_ws(' ', m.charged_kopecks, m.recalculated_kopecks, m.penalty_kopecks,
         m.closing_kopecks, m.closing_penalty_kopecks) || ' | ' || m.state::text as text
     from account_months m where m.close_id = $1 and m.personal_account_id between $2 and $3`,
    [closeId, firstAccountId, lastAccountId],
  );
  return new Map(rows.map((row) => [row.personal_account_id, row.text]));
}

const trimmed = (decimal: string): string =>
  decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;

function textOf(one: ClosedAccount): string {
  const lines = one.lines.map((line) =>
    [
      line.kind,
      line.chargedMonth,
      line.method,
      line.from,
      line.to,
      ...(line.meterId === null ? [] : [line.meterId]),
      trimmed(line.volumeM3),
      trimmed(line.pricePerM3),
      line.amountKopecks,
    ].join(' '),
  );
  const sums = [
    one.chargedKopecks,
    one.recalculatedKopecks,
    one.penaltyKopecks,
    one.closingKopecks,
    one.closingPenaltyKopecks,
  ];
  return `${lines.join('; ')} | ${sums.join(' ')} | ${encodeState(one.state)}`;
}

/** The first part of an account's month that is not as the engine makes it. */
function differs(
  one: ClosedAccount,
  kept: string,
): Pick<LedgerDifference, 'what' | 'kept' | 'computed'> | null {
  const computed = textOf(one);
  if (computed === kept) return null;
  const names = ['charge lines', 'sums', 'state for the next month'];
  const keptParts = kept.split(' | ');
  for (const [index, part] of computed.split(' | ').entries()) {
    const other = keptParts[index] ?? '';
    if (other !== part) return { what: names[index] ?? 'month', kept: other, computed: part };
  }
  return { what: 'month', kept, computed };
}

async function numberOf(client: pg.ClientBase, one: ClosedAccount): Promise<string> {
  const { rows } = await client.query(
    'select number from personal_accounts where personal_account_id = $1',
    [one.personalAccountId],
  );
  return rows[0]?.number ?? '';
}

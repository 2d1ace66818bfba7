import type pg from 'pg';
import type { Database } from '#src/db/database.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { ClosedAccount } from './close-account.ts';
import { chargeRange } from './close-range.ts';
import { keyOf } from './close-rows.ts';
import { dueOn } from './due-date.ts';
import { firstChanged } from './first-changed.ts';
import { turningEvents } from './place-by-events.ts';
import type { BillingRules } from './rates.ts';
import { loadRecordedRates } from './rates-store.ts';
import { makeRatesReady } from './ready-rates.ts';
import { decodeState, encodeState } from './state-code.ts';
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
  const ready = makeRatesReady(await loadRecordedRates(choice.db, choice.rules), startedAt);
  const due = dueOn(month, choice.rules);
  const report: EngineReport = { notRecomputed: 0, difference: null };
  for (let after = 0; !report.difference; ) {
    const batch = await nextBatch(client, { closeId, after });
    if (!batch) return report;
    const changed = await findChangedSince(client, { ...batch, month, startedAt });
    report.notRecomputed += changed.size;
    const closed = await chargeRange(client, { ...batch, ...choice }, ready);
    const kept = await findKept(client, { ...batch, closeId, month });
    const computed = new Map(
      closed.map((one) => [one.personalAccountId, computedOf(one, { closeId, month, due })]),
    );
    for (const id of new Set([...kept.keys(), ...computed.keys()])) {
      if (changed.has(id)) continue;
      const difference = differs(computed.get(id) ?? null, kept.get(id) ?? null);
      if (!difference) continue;
      report.difference = { month, number: await numberOf(client, id), ...difference };
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

/**
 * What came after the close and tells of days before its end, the close did not know: a register's
 * figures, a meter that was put in or taken away, an account that was opened or closed.
 */
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
       from meters where personal_account_id between $1 and $2
       union all
       select personal_account_id, coalesce(sealed_on, commissioned_on, '-infinity'),
         first_import_id
       from meters where personal_account_id between $1 and $2
       union all
       select personal_account_id,
         least(${firstChanged('commissioned_on', 'removed_on')}, ${sealChanged}),
         r.ended_by_import_id
       from meter_revisions r join meters m using (personal_account_id, meter_id)
       where personal_account_id between $1 and $2
       union all
       select personal_account_id, ${firstChanged('opened_on', 'closed_on')}, r.ended_by_import_id
       from personal_account_revisions r join personal_accounts m using (personal_account_id)
       where personal_account_id between $1 and $2) x
     join register_imports i using (register_import_id)
     where i.imported_at > $4 and x.since < $3::date + interval '1 month'
     union
     select personal_account_id from account_events e
     where personal_account_id between $1 and $2 and e.kind in ${turningEvents}
       and e.starts_on < $3::date + interval '1 month'
       and (e.recorded_at > $4 or e.cancelled_at > $4)`,
    [choice.firstAccountId, choice.lastAccountId, choice.month, choice.startedAt],
  );
  return new Set(rows.map((row) => row.personal_account_id));
}

/** A seal that was renewed says nothing of the days before it, if the meter was read before the month. */
const sealChanged = `case
  when m.sealed_on > r.sealed_on and exists (select from meter_readings known
    where known.personal_account_id = m.personal_account_id and known.meter_id = m.meter_id
      and known.status = 'accepted' and known.billing_month < $3) then m.sealed_on
  else ${firstChanged('sealed_on')} end`;

/** What a close wrote of an account, table by table, or what the engine makes of it now. */
type Written = Record<(typeof parts)[number], string>;
const parts = [
  'charge lines',
  'penalty lines',
  'entries',
  'sums',
  'state for the next month',
] as const;

/** Every column that a close writes; numbers and days as the tables print them. */
async function findKept(
  client: pg.ClientBase,
  { closeId, month, firstAccountId, lastAccountId }: Batch & { closeId: number; month: PlainMonth },
): Promise<Map<number, Written>> {
  const isOf = (alias: string) => `${alias}.close_id = m.close_id
    and ${alias}.personal_account_id = m.personal_account_id`;
  const { rows } = await client.query<{ id: number; written: string[] }>(
    `select m.personal_account_id as id, array[
       coalesce((select string_agg(concat_ws(' ', l.kind, l.charged_month, l.method, l.starts_on,
           l.ends_on, coalesce(l.meter_id::text, '-'), trim_scale(l.measured_m3),
           trim_scale(l.coefficient), trim_scale(l.volume_m3), l.tariff_id,
           trim_scale(l.price_per_m3), l.amount_kopecks, coalesce(l.account_event_id::text, '-'),
           l.basis::text), '; ' order by l.line_no)
         from charge_lines l where ${isOf('l')}), ''),
       coalesce((select string_agg(concat_ws(' ', p.debt_month, p.due_on, p.total_kopecks,
           p.posted_before_kopecks, p.amount_kopecks, p.basis::text), '; ' order by p.line_no)
         from penalty_lines p where ${isOf('p')}), ''),
       coalesce((select string_agg(concat_ws(' ', e.idempotency_key, e.kind, e.is_penalty,
           e.amount_kopecks, coalesce(e.for_month::text, '-'), e.value_date), '; '
           order by e.idempotency_key collate "C")
         from ledger_entries e where e.billing_month = $4 and ${isOf('e')}), ''),
       concat_ws(' ', m.month, m.opening_kopecks, m.charged_kopecks, m.recalculated_kopecks,
         m.penalty_kopecks, m.paid_kopecks, m.corrected_kopecks, m.closing_kopecks,
         m.closing_penalty_kopecks, trim_scale(m.volume_m3), m.is_estimated, m.due_on),
       m.state::text] as written
     from account_months m where m.close_id = $1 and m.personal_account_id between $2 and $3`,
    [closeId, firstAccountId, lastAccountId, month],
  );
  return new Map(
    rows.map(({ id, written }) => {
      const state = inPresentCode(written.at(-1) ?? '');
      return [id, asWritten([...written.slice(0, -1), state])];
    }),
  );
}

/** The state in the code of today, whatever release kept it. */
const inPresentCode = (state: string): string =>
  state.startsWith('{') ? encodeState(decodeState(state)) : state;

const asWritten = (texts: readonly string[]): Written =>
  Object.fromEntries(parts.map((part, index) => [part, texts[index] ?? ''])) as Written;

const trimmed = (decimal: string): string =>
  decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;

function computedOf(
  one: ClosedAccount,
  { closeId, month, due }: { closeId: number; month: PlainMonth; due: PlainDate },
): Written {
  const lines = one.lines.map((line) => [
    ...[line.kind, line.chargedMonth, line.method, line.from, line.to, line.meterId ?? '-'],
    ...[line.measuredM3, line.coefficient, line.volumeM3].map(trimmed),
    ...[line.tariffId, trimmed(line.pricePerM3), line.amountKopecks, line.eventId ?? '-'],
    JSON.stringify(line.basis),
  ]);
  const penalties = one.penalties.map((line) => [
    ...[line.debtMonth, line.dueOn, line.totalKopecks, line.postedBeforeKopecks],
    ...[line.amountKopecks, JSON.stringify(line.spans)],
  ]);
  const entries = one.entries
    .map((entry) => ({ key: keyOf(entry, closeId), ...entry }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, kind, isPenalty, amountKopecks, forMonth, valueDate }) => [
      ...[key, kind, isPenalty ? 't' : 'f', amountKopecks, forMonth ?? '-', valueDate],
    ]);
  const sums = [
    ...[month, one.openingKopecks, one.chargedKopecks, one.recalculatedKopecks],
    ...[one.penaltyKopecks, one.paidKopecks, one.correctedKopecks, one.closingKopecks],
    ...[one.closingPenaltyKopecks, trimmed(one.volumeM3), one.isEstimated ? 't' : 'f', due],
  ];
  const told = (rows: (string | number)[][]) => rows.map((row) => row.join(' ')).join('; ');
  return asWritten([
    ...[told(lines), told(penalties), told(entries), sums.join(' ')],
    encodeState(one.state),
  ]);
}

/** The first part of an account's month that is not as the engine makes it. */
function differs(
  computed: Written | null,
  kept: Written | null,
): Pick<LedgerDifference, 'what' | 'kept' | 'computed'> | null {
  if (computed === null || kept === null) {
    const sums = { kept: kept?.sums ?? '', computed: computed?.sums ?? '' };
    return computed === kept ? null : { what: 'month', ...sums };
  }
  const what = parts.find((part) => computed[part] !== kept[part]);
  return what ? { what, kept: kept[what], computed: computed[what] } : null;
}

async function numberOf(client: pg.ClientBase, personalAccountId: number): Promise<string> {
  const { rows } = await client.query(
    'select number from personal_accounts where personal_account_id = $1',
    [personalAccountId],
  );
  return rows[0]?.number ?? String(personalAccountId);
}

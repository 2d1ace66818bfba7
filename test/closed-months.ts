import type { Insertable } from 'kysely';
import { readyRates } from '#src/billing/close-month.ts';
import { chargeRange, writeRows } from '#src/billing/close-range.ts';
import { closeRows } from '#src/billing/close-rows.ts';
import { findClose } from '#src/billing/close-store.ts';
import { dueOn } from '#src/billing/due-date.ts';
import { encodeState } from '#src/billing/state-code.ts';
import type { Schema } from '#src/db/schema.ts';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import type { World } from './harness.ts';

type Row<T extends keyof Schema> = Partial<Insertable<Schema[T]>>;

export type ClosedMonth = {
  month: PlainMonth;
  account?: Row<'account_months'>;
  lines?: Row<'charge_lines'>[];
  penalties?: Row<'penalty_lines'>[];
  entries?: Row<'ledger_entries'>[];
};

/** Closed months of one account, oldest first, written as the close writes them. */
export async function addClosedMonths(
  { db, clock }: World,
  personalAccountId: number,
  months: readonly ClosedMonth[],
): Promise<void> {
  let opening = 0;
  for (const { month, account: own = {}, lines = [], penalties = [], entries = [] } of months) {
    const closeId = await closeOf({ db, clock }, month);
    const sums = {
      opening_kopecks: opening,
      charged_kopecks: 0,
      recalculated_kopecks: 0,
      penalty_kopecks: 0,
      paid_kopecks: 0,
      corrected_kopecks: 0,
      closing_penalty_kopecks: 0,
      ...own,
    };
    const closing =
      sums.opening_kopecks +
      sums.charged_kopecks +
      sums.recalculated_kopecks +
      sums.penalty_kopecks +
      sums.corrected_kopecks -
      sums.paid_kopecks;
    const place = { close_id: closeId, personal_account_id: personalAccountId };
    await db
      .insertInto('account_months')
      .values({
        ...place,
        month,
        closing_kopecks: closing,
        volume_m3: '0',
        is_estimated: false,
        due_on: `${addMonths(month, 1).slice(0, 8)}15`,
        state: emptyState,
        ...sums,
      })
      .execute();
    for (const [index, line] of lines.entries()) {
      await db
        .insertInto('charge_lines')
        .values({ ...place, line_no: index, ...lineDefaults(month), ...line })
        .execute();
    }
    for (const [index, line] of penalties.entries()) {
      await db
        .insertInto('penalty_lines')
        .values({ ...place, line_no: index, ...penaltyDefaults(month), ...line })
        .execute();
    }
    for (const [index, entry] of entries.entries())
      await addEntry(
        { db, clock },
        {
          personal_account_id: personalAccountId,
          billing_month: month,
          idempotency_key: `of-close-${index}`,
          close_id: closeId,
          ...entry,
        },
      );
    opening = closing;
  }
}

/** Of a household about whose consumption and debts nothing is carried over. */
const emptyState = encodeState({
  consumption: { meters: [] },
  debts: { debts: [], advanceKopecks: 0, penaltyBalanceKopecks: 0 },
});

/**
 * Closes the months of one account by the engine, as the close does with all of them: of the others
 * no month is closed.
 */
export async function closeMonthsOf(
  world: Pick<World, 'db' | 'clock' | 'pool' | 'supplier'>,
  personalAccountId: number,
  { from, to }: { from: PlainMonth; to: PlainMonth },
): Promise<void> {
  const { db, pool, clock, supplier } = world;
  const rates = await readyRates({ db, supplier });
  const client = await pool.connect();
  try {
    const before = await findClose(client, addMonths(from, -1));
    let previousCloseId = before?.closeId ?? null;
    for (let month = from; month <= to; month = addMonths(month, 1)) {
      const closeId = await closeOf({ db, clock }, month);
      const range = { firstAccountId: personalAccountId, lastAccountId: personalAccountId };
      const choice = { ...range, month, previousCloseId, booksSince: from };
      const closed = await chargeRange(client, choice, rates);
      const stamp = { closeId, month, dueOn: dueOn(month, supplier.billing) };
      const enteredAt = clock.now().toISOString();
      await writeRows(client, closeRows(closed, { ...stamp, enteredAt }));
      previousCloseId = closeId;
    }
  } finally {
    client.release();
  }
}

/** One close for a month, whoever asks. */
async function closeOf({ db, clock }: Pick<World, 'db' | 'clock'>, month: PlainMonth) {
  const known = await db
    .selectFrom('month_closes')
    .select('close_id')
    .where('month', '=', month)
    .where('state', '=', 'closed')
    .executeTakeFirst();
  if (known) return known.close_id;
  const at = clock.now();
  const row = await db
    .insertInto('month_closes')
    .values({
      month,
      state: 'closed',
      is_first: false,
      started_at: at,
      closed_at: at,
      actor: 'system:test',
      reversed_at: null,
      reversed_by: null,
      reversal_reason: null,
    })
    .returning('close_id')
    .executeTakeFirstOrThrow();
  return row.close_id;
}

/** Posted by itself unless it says of which close it is. */
export async function addEntry(
  { db, clock }: Pick<World, 'db' | 'clock'>,
  entry: Row<'ledger_entries'> & { personal_account_id: number; billing_month: PlainMonth },
): Promise<void> {
  await db
    .insertInto('ledger_entries')
    .values({
      idempotency_key: 'test',
      kind: 'payment',
      is_penalty: false,
      amount_kopecks: 0,
      for_month: null,
      value_date: entry.billing_month,
      close_id: null,
      channel: (entry.kind ?? 'payment') === 'payment' ? 'sbp' : null,
      cause: 'test',
      reverses_key: null,
      entered_at: clock.now(),
      ...entry,
    })
    .execute();
}

/** @returns its id: a line names the tariff that it was made with. */
export async function addTariff(
  { db, clock }: Pick<World, 'db' | 'clock'>,
  own: Row<'tariffs'> = {},
): Promise<number> {
  const row = await db
    .insertInto('tariffs')
    .values({
      category: 'heating',
      valid_from: '2026-01-01',
      price_per_m3: '9.624',
      source: 'Приказ № 1',
      recorded_at: clock.now(),
      ...own,
    })
    .returning('tariff_id')
    .executeTakeFirstOrThrow();
  return row.tariff_id;
}

const lineDefaults = (month: PlainMonth) => ({
  kind: 'charge' as const,
  charged_month: month,
  method: 'METER',
  starts_on: month,
  ends_on: addMonths(month, 1),
  meter_id: null,
  measured_m3: '0',
  coefficient: '1',
  volume_m3: '0',
  tariff_id: 1,
  price_per_m3: '9.624',
  amount_kopecks: 0,
  account_event_id: null,
  basis: JSON.stringify({
    kind: 'norm',
    parts: [],
    monthlyM3: '0',
    days: 1,
    daysInMonth: 1,
    meters: 1,
  }),
});

const penaltyDefaults = (month: PlainMonth) => ({
  debt_month: month,
  due_on: month,
  total_kopecks: 0,
  posted_before_kopecks: 0,
  amount_kopecks: 0,
  basis: '[]',
});

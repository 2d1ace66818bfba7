import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { plainDecimal } from '#src/meters/reading-value.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { AccountMonth } from './account-month.ts';
import type { ChargeMethod } from './charge-line.ts';

export type AccountPlace = { personalAccountId: number };

/**
 * True where this actor may see what happened to the account up to `lastDay`: a resident through a
 * live link, and only what ended while the account was the holder's by whose proof they were linked:
 * neither what came after a change of holder nor what was before one. The last line of defence, below
 * findPersonalAccount.
 */
export function isVisible(
  actor: Actor,
  { personalAccountId }: AccountPlace,
  lastDay: RawBuilder<PlainDate>,
): RawBuilder<boolean> {
  if (actor.kind === 'bank') return sql`false`;
  if (actor.kind !== 'resident') return sql`true`;
  return sql`exists (
    select from personal_account_links l
    where l.personal_account_id = ${personalAccountId} and l.user_id = ${actor.userId}
      and l.ended_at is null and ${lastDay} < coalesce(l.visible_until, 'infinity')
      and ${lastDay} >= (select max(h.holder_since) from (
        select a.holder_since from personal_accounts a
        where a.personal_account_id = ${personalAccountId}
        union all
        select r.holder_since from personal_account_revisions r
        where r.personal_account_id = ${personalAccountId}) h
        where h.holder_since < coalesce(l.visible_until, 'infinity')))`;
}

/** A month is seen whole or not at all: its sums cannot be divided between two holders. */
export const isMonthVisible = (actor: Actor, place: AccountPlace, month: RawBuilder<PlainMonth>) =>
  isVisible(actor, place, sql`(${month} + interval '1 month - 1 day')::date`);

export type MonthRow = {
  month: PlainMonth;
  close_id: number | null;
  opening_kopecks: number;
  charged_kopecks: number;
  recalculated_kopecks: number;
  penalty_kopecks: number;
  paid_kopecks: number;
  corrected_kopecks: number;
  closing_kopecks: number;
  closing_penalty_kopecks: number | null;
  volume_m3: string;
  is_estimated: boolean;
  due_on: PlainDate | null;
};

export type MonthRange = {
  /** Both included. */
  from?: PlainMonth;
  to?: PlainMonth;
  /** Itself left out. */
  before?: PlainMonth | null;
  limit?: number;
};

/** Closed months and those of the old system before them, newest first. */
export async function findAccountMonths(
  db: Db,
  actor: Actor,
  { personalAccountId, from, to, before, limit }: AccountPlace & MonthRange,
): Promise<AccountMonth[]> {
  const place = { personalAccountId };
  const { rows } = await sql<MonthRow>`
    with closed as (
      select m.month, m.close_id, m.opening_kopecks, m.charged_kopecks, m.recalculated_kopecks,
        m.penalty_kopecks, m.paid_kopecks, m.corrected_kopecks, m.closing_kopecks,
        m.closing_penalty_kopecks, m.volume_m3, m.is_estimated, m.due_on
      from month_closes c join account_months m
        on m.close_id = c.close_id and m.personal_account_id = ${personalAccountId}
      where c.state = 'closed'),
    told as (
      select * from closed
      union all
      select i.month, null, i.closing_kopecks + i.paid_kopecks - i.charged_kopecks
          - i.recalculated_kopecks - i.penalty_kopecks,
        i.charged_kopecks, i.recalculated_kopecks, i.penalty_kopecks, i.paid_kopecks, 0,
        i.closing_kopecks, null, i.volume_m3, false, null
      from imported_charges i where i.personal_account_id = ${personalAccountId}
        and not exists (select from closed where closed.month <= i.month))
    select * from told
    where month >= coalesce(${from ?? null}::date, '-infinity')
      and month <= coalesce(${to ?? null}::date, 'infinity')
      and month < coalesce(${before ?? null}::date, 'infinity')
      and ${isMonthVisible(actor, place, sql`told.month`)}
    order by month desc limit ${limit ?? null}`.execute(db);
  return rows.map(toAccountMonth);
}

export function toAccountMonth(row: MonthRow): AccountMonth {
  return {
    month: row.month,
    source: row.close_id === null ? 'imported' : 'closed',
    closeId: row.close_id,
    openingKopecks: row.opening_kopecks,
    chargedKopecks: row.charged_kopecks,
    recalculatedKopecks: row.recalculated_kopecks,
    penaltyKopecks: row.penalty_kopecks,
    paidKopecks: row.paid_kopecks,
    correctedKopecks: row.corrected_kopecks,
    closingKopecks: row.closing_kopecks,
    closingPenaltyKopecks: row.closing_penalty_kopecks,
    volumeM3: plainDecimal(row.volume_m3),
    isEstimated: row.is_estimated,
    dueOn: row.due_on,
  };
}

/** What a month is remembered by: how it was counted, and which months it changed. */
export type MonthRemark = {
  methods: ChargeMethod[];
  recalculatedMonths: PlainMonth[];
};

/** Of closed months alone, by month. */
export async function findMonthRemarks(
  db: Db,
  actor: Actor,
  { personalAccountId, from, to }: AccountPlace & MonthRange,
): Promise<Map<PlainMonth, MonthRemark>> {
  const { rows } = await sql<{
    month: PlainMonth;
    methods: ChargeMethod[];
    recalculated: PlainMonth[];
  }>`
    select c.month,
      coalesce(json_agg(distinct l.method) filter (where l.kind = 'charge'), '[]') as methods,
      coalesce(json_agg(distinct l.charged_month)
        filter (where l.kind = 'recalculation'), '[]') as recalculated
    from month_closes c join charge_lines l
      on l.close_id = c.close_id and l.personal_account_id = ${personalAccountId}
    where c.state = 'closed' and c.month >= coalesce(${from ?? null}::date, '-infinity')
      and c.month <= coalesce(${to ?? null}::date, 'infinity')
      and ${isMonthVisible(actor, { personalAccountId }, sql`c.month`)}
    group by c.month`.execute(db);
  return new Map(
    rows.map(({ month, methods, recalculated }) => [
      month,
      { methods, recalculatedMonths: recalculated.toSorted() },
    ]),
  );
}

/** What was charged for the gas of a month in the end, by its bill and by the later ones. */
export type BilledVolume = {
  month: PlainMonth;
  volumeM3: string;
  basis: 'metered' | 'shared' | 'estimated';
};

/**
 * Volumes by the month of the consumption: a recalculation moves the volume of the month that it
 * changes. shared: readings came later, and what had been estimated was replaced by equal parts.
 */
export async function findBilledVolumes(
  db: Db,
  actor: Actor,
  { personalAccountId, from, to }: AccountPlace & { from: PlainMonth; to: PlainMonth },
): Promise<BilledVolume[]> {
  const { rows } = await sql<{
    month: PlainMonth;
    volume_m3: string;
    is_metered: boolean;
    is_recalculated: boolean;
  }>`
    select l.charged_month as month, sum(l.volume_m3) as volume_m3,
      bool_or(l.method = 'METER') as is_metered,
      bool_or(l.kind = 'recalculation') as is_recalculated
    from month_closes c join charge_lines l
      on l.close_id = c.close_id and l.personal_account_id = ${personalAccountId}
    where c.state = 'closed' and l.charged_month between ${from} and ${to}
      and ${isMonthVisible(actor, { personalAccountId }, sql`c.month`)}
    group by l.charged_month
    union all
    select i.month, i.volume_m3, true, false from imported_charges i
    where i.personal_account_id = ${personalAccountId} and i.month between ${from} and ${to}
      and not exists (select from month_closes c where c.month <= i.month and c.state = 'closed')
      and ${isMonthVisible(actor, { personalAccountId }, sql`i.month`)}`.execute(db);
  return rows.map((row) => ({
    month: row.month,
    volumeM3: plainDecimal(row.volume_m3),
    basis: !row.is_metered ? 'estimated' : row.is_recalculated ? 'shared' : 'metered',
  }));
}

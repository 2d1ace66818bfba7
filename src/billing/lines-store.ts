import { type RawBuilder, sql } from 'kysely';
import type { Actor, System } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { MeterReading } from '#src/meters/reading-types.ts';
import { plainDecimal } from '#src/meters/reading-value.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { AccountEventKind } from './billing-facts.ts';
import type { ChargeLine, ChargeMethod, LineBasis } from './charge-line.ts';
import { type AccountPlace, isMonthVisible, isVisible } from './charges-store.ts';
import type { PenaltyLine, PenaltySpan } from './money-entry.ts';
import type { TariffCategory } from './rates.ts';

/** A line of a bill with what its numbers are called, for whoever reads it. */
export type ToldLine = ChargeLine & {
  tariff: { category: TariffCategory; validFrom: PlainDate; isExample: boolean; source: string };
  meterSerial: string | null;
  integerDigits: number;
  /** What caused it, as its paper says. */
  event: { kind: AccountEventKind; startsOn: PlainDate; document: string } | null;
  /** A number of it is an example: norms or the coefficient. */
  hasExampleNorm: boolean;
  hasExampleCoefficient: boolean;
};

type LineRow = {
  personal_account_id: number;
  kind: ChargeLine['kind'];
  charged_month: PlainMonth;
  method: ChargeMethod;
  starts_on: PlainDate;
  ends_on: PlainDate;
  meter_id: number | null;
  measured_m3: string;
  coefficient: string;
  volume_m3: string;
  tariff_id: number;
  price_per_m3: string;
  amount_kopecks: number;
  account_event_id: number | null;
  basis: LineBasis;
  category: TariffCategory;
  tariff_from: PlainDate;
  tariff_example: boolean;
  tariff_source: string;
  serial_number: string | null;
  integer_digits: number | null;
  event_kind: AccountEventKind | null;
  event_starts_on: PlainDate | null;
  event_document: string | null;
  norm_example: boolean;
  coefficient_example: boolean;
};

/** The lines of a closed month, in the order in which they were charged. */
export async function findMonthLines(
  db: Db,
  actor: Actor,
  { personalAccountId, month }: AccountPlace & { month: PlainMonth },
): Promise<ToldLine[]> {
  const rows = await selectLines(
    db,
    sql`c.state = 'closed' and c.month = ${month} and l.personal_account_id = ${personalAccountId}
      and ${isMonthVisible(actor, { personalAccountId }, sql`c.month`)}`,
  );
  return rows.map(toLine);
}

/** Consecutive accounts of one close, both ends included: whose bills are made. */
export type CloseAccounts = { closeId: number; firstAccountId: number; lastAccountId: number };

/** The same of many accounts at once, for their bills. */
export async function findLinesOfClose(
  db: Db,
  _actor: System,
  { closeId, firstAccountId, lastAccountId }: CloseAccounts,
): Promise<Map<number, ToldLine[]>> {
  const rows = await selectLines(
    db,
    sql`c.close_id = ${closeId}
      and l.personal_account_id between ${firstAccountId} and ${lastAccountId}`,
  );
  const groups = Map.groupBy(rows, (row) => row.personal_account_id);
  return new Map([...groups].map(([id, own]) => [id, own.map(toLine)]));
}

async function selectLines(db: Db, isAsked: RawBuilder<unknown>): Promise<LineRow[]> {
  const { rows } = await sql<LineRow>`
    select l.personal_account_id, l.kind, l.charged_month, l.method, l.starts_on, l.ends_on, l.meter_id, l.measured_m3,
      l.coefficient, l.volume_m3, l.tariff_id, l.price_per_m3, l.amount_kopecks,
      l.account_event_id, l.basis, t.category, t.valid_from as tariff_from,
      t.is_example as tariff_example, t.source as tariff_source, m.serial_number, m.integer_digits,
      v.kind as event_kind, v.starts_on as event_starts_on, v.document as event_document,
      exists (select from norms n where n.is_example and n.norm_id in (
        select (part ->> 'normId')::integer
        from json_array_elements(coalesce(l.basis -> 'parts', l.basis -> 'of' -> 'parts', '[]')) part
      )) as norm_example,
      l.coefficient <> 1 and coalesce((select c.is_example from temperature_coefficients c
        where c.climate_zone = m.climate_zone and c.month = l.charged_month
        order by c.coefficient_id desc limit 1), false) as coefficient_example
    from month_closes c join charge_lines l on l.close_id = c.close_id
      join tariffs t on t.tariff_id = l.tariff_id
      left join meters m on m.personal_account_id = l.personal_account_id
        and m.meter_id = l.meter_id
      left join account_events v on v.personal_account_id = l.personal_account_id
        and v.account_event_id = l.account_event_id
    where ${isAsked}
    order by l.personal_account_id, l.line_no`.execute(db);
  return rows;
}

function toLine(row: LineRow): ToldLine {
  const { event_kind: eventKind, event_starts_on: startsOn } = row;
  return {
    kind: row.kind,
    chargedMonth: row.charged_month,
    method: row.method,
    from: row.starts_on,
    to: row.ends_on,
    meterId: row.meter_id,
    measuredM3: plainDecimal(row.measured_m3),
    coefficient: plainDecimal(row.coefficient),
    volumeM3: plainDecimal(row.volume_m3),
    tariffId: row.tariff_id,
    pricePerM3: plainDecimal(row.price_per_m3),
    amountKopecks: row.amount_kopecks,
    eventId: row.account_event_id,
    basis: plainBasis(row.basis),
    tariff: {
      category: row.category,
      validFrom: row.tariff_from,
      isExample: row.tariff_example,
      source: row.tariff_source,
    },
    meterSerial: row.serial_number,
    integerDigits: row.integer_digits ?? 5,
    event:
      eventKind && startsOn
        ? { kind: eventKind, startsOn, document: row.event_document ?? '' }
        : null,
    hasExampleNorm: row.norm_example,
    hasExampleCoefficient: row.coefficient_example,
  };
}

/** `8642.000` of the engine is 8642 on the counter. */
function plainBasis(basis: LineBasis): LineBasis {
  switch (basis.kind) {
    case 'readings': {
      const { from, to, differenceM3 } = basis;
      return {
        ...basis,
        from: { ...from, value: plainDecimal(from.value) },
        to: { ...to, value: plainDecimal(to.value) },
        differenceM3: plainDecimal(differenceM3),
      };
    }
    case 'average': {
      const { totalM3, monthlyM3 } = basis;
      return { ...basis, totalM3: plainDecimal(totalM3), monthlyM3: plainDecimal(monthlyM3) };
    }
    case 'norm': {
      const parts = basis.parts.map((part) => ({
        ...part,
        normM3: plainDecimal(part.normM3),
        quantity: plainDecimal(part.quantity),
      }));
      return { ...basis, parts, monthlyM3: plainDecimal(basis.monthlyM3) };
    }
    case 'reversal':
      return { ...basis, of: plainBasis(basis.of) };
    case 'privilege':
      return basis;
  }
}

/** The penalties that a close posted, by the month of the debt. */
export async function findPenaltyLines(
  db: Db,
  actor: Actor,
  { personalAccountId, month }: AccountPlace & { month: PlainMonth },
): Promise<PenaltyLine[]> {
  const { rows } = await sql<{
    debt_month: PlainMonth;
    due_on: PlainDate;
    total_kopecks: number;
    posted_before_kopecks: number;
    amount_kopecks: number;
    basis: PenaltySpan[];
  }>`
    select l.debt_month, l.due_on, l.total_kopecks, l.posted_before_kopecks, l.amount_kopecks,
      l.basis
    from month_closes c join penalty_lines l
      on l.close_id = c.close_id and l.personal_account_id = ${personalAccountId}
    where c.state = 'closed' and c.month = ${month}
      and ${isMonthVisible(actor, { personalAccountId }, sql`c.month`)}
    order by l.line_no`.execute(db);
  return rows.map((row) => ({
    debtMonth: row.debt_month,
    dueOn: row.due_on,
    totalKopecks: row.total_kopecks,
    postedBeforeKopecks: row.posted_before_kopecks,
    amountKopecks: row.amount_kopecks,
    spans: row.basis,
  }));
}

/** By whom a reading came. */
export type ReadingOrigin = Pick<MeterReading, 'source' | 'staffMemberId' | 'userId'>;

/** Who brought the readings that a bill names, by their ids. */
export async function findReadingOrigins(
  db: Db,
  actor: Actor,
  { personalAccountId, readingIds }: AccountPlace & { readingIds: readonly number[] },
): Promise<Map<number, ReadingOrigin>> {
  if (readingIds.length === 0) return new Map();
  const { rows } = await sql<{
    meter_reading_id: number;
    source: ReadingOrigin['source'];
    staff_member_id: number | null;
    user_id: number | null;
  }>`
    select r.meter_reading_id, r.source, r.staff_member_id, r.user_id from meter_readings r
    where r.personal_account_id = ${personalAccountId}
      and r.meter_reading_id = any(${readingIds}::bigint[])
      and ${isVisible(actor, { personalAccountId }, sql`r.taken_on`)}`.execute(db);
  return new Map(
    rows.map((row) => [
      row.meter_reading_id,
      { source: row.source, staffMemberId: row.staff_member_id, userId: row.user_id },
    ]),
  );
}

import type pg from 'pg';
import { addMonths, firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import type { AccountEvent, AccountEventKind, Privilege } from './billing-facts.ts';
import type { Bounds } from './load-facts.ts';

export type Found<T> = { list: T[]; recalculateFrom: PlainMonth | null };

/**
 * The events that hold, and the earliest closed month that changes because of those which came, or
 * were taken back, in the month that is being closed.
 */
export async function eventsByAccount(
  client: pg.ClientBase,
  bounds: Bounds,
): Promise<Map<number, Found<AccountEvent>>> {
  const { rows } = await client.query<unknown[]>({
    name: 'billing-events',
    rowMode: 'array',
    text: `select personal_account_id, account_event_id, kind, meter_id, starts_on, ends_on, value,
        recorded_month, cancelled_month
      from account_events where personal_account_id between $1 and $2 and recorded_month <= $3
      order by personal_account_id, account_event_id`,
    values: [bounds.firstAccountId, bounds.lastAccountId, bounds.month],
  });
  const found = new Map<number, Found<AccountEvent>>();
  for (const row of rows) {
    const event: AccountEvent = {
      eventId: row[1] as number,
      kind: row[2] as AccountEventKind,
      meterId: row[3] as number | null,
      startsOn: row[4] as PlainDate,
      endsOn: row[5] as PlainDate | null,
      value: row[6] as string | null,
      recordedMonth: row[7] as PlainMonth,
    };
    const cancelledMonth = row[8] as PlainMonth | null;
    const since = addMonths(
      firstDayOfMonth(event.startsOn),
      event.kind === 'fault_found' ? -MONTHS_BACK : 0,
    );
    add(found, row[0] as number, event, { since, cancelledMonth, bounds });
  }
  return found;
}

/** A fault that is found reaches back to the inspection before it, at most so far (п. 28). */
const MONTHS_BACK = 6;

type RecordedPrivilege = Privilege & { recordedMonth: PlainMonth };

export async function privilegesByAccount(
  client: pg.ClientBase,
  bounds: Bounds,
): Promise<Map<number, Found<RecordedPrivilege>>> {
  const { rows } = await client.query<unknown[]>({
    name: 'billing-privileges',
    rowMode: 'array',
    text: `select personal_account_id, privilege_id, share, valid_from, valid_to, recorded_month,
        cancelled_month
      from privileges where personal_account_id between $1 and $2 and recorded_month <= $3
      order by personal_account_id, valid_from, privilege_id`,
    values: [bounds.firstAccountId, bounds.lastAccountId, bounds.month],
  });
  const found = new Map<number, Found<RecordedPrivilege>>();
  for (const row of rows) {
    const from = row[3] as PlainDate;
    const privilege = {
      privilegeId: row[1] as number,
      share: row[2] as string,
      from,
      to: row[4] as PlainDate | null,
      recordedMonth: row[5] as PlainMonth,
    };
    const cancelledMonth = row[6] as PlainMonth | null;
    add(found, row[0] as number, privilege, {
      since: firstDayOfMonth(from),
      cancelledMonth,
      bounds,
    });
  }
  return found;
}

type Arrival = { since: PlainMonth; cancelledMonth: PlainMonth | null; bounds: Bounds };

function add<T extends { recordedMonth: PlainMonth }>(
  found: Map<number, Found<T>>,
  id: number,
  fact: T,
  { since, cancelledMonth, bounds: { month, booksSince } }: Arrival,
): void {
  const own = found.get(id) ?? { list: [], recalculateFrom: null };
  found.set(id, own);
  const isTakenBack = cancelledMonth !== null && cancelledMonth <= month;
  // What came and went before it was charged never was.
  const isNever = isTakenBack && cancelledMonth === fact.recordedMonth;
  if (!isTakenBack) own.list.push(fact);
  const isNews = fact.recordedMonth === month || cancelledMonth === month;
  if (isNever || !isNews || since >= month) return;
  const from = since < booksSince ? booksSince : since;
  if (from >= month) return;
  if (own.recalculateFrom === null || from < own.recalculateFrom) own.recalculateFrom = from;
}

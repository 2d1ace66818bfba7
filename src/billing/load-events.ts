import { addMonths, firstDayOfMonth, type PlainMonth } from '#src/plain-date.ts';
import {
  numberAt,
  numberOrNullAt,
  type Row,
  type RowSource,
  textAt,
  textOrNullAt,
} from './account-rows.ts';
import type { AccountEvent, AccountEventKind, Privilege } from './billing-facts.ts';

export type Found<T> = { list: T[]; recalculateFrom: PlainMonth | null };

export const eventRows: RowSource = {
  columns: [
    ...['personal_account_id', 'account_event_id', 'kind', 'meter_id', 'starts_on', 'ends_on'],
    ...['value', 'recorded_month', 'cancelled_month'],
  ],
  sql: `from account_events
    where personal_account_id between $1 and $2 and recorded_month <= $3`,
  order: 'account_event_id',
};

export const privilegeRows: RowSource = {
  columns: [
    ...['personal_account_id', 'privilege_id', 'share', 'valid_from', 'valid_to'],
    ...['recorded_month', 'cancelled_month'],
  ],
  sql: 'from privileges where personal_account_id between $1 and $2 and recorded_month <= $3',
  order: 'valid_from, privilege_id',
};

/** What is being closed, and the first month of our books. */
export type News = { month: PlainMonth; booksSince: PlainMonth };

/**
 * The events of one account that hold, and the earliest closed month that changes because of those
 * which came, or were taken back, in the month that is being closed.
 */
export function eventsOf(rows: readonly Row[], news: News): Found<AccountEvent> {
  const found: Found<AccountEvent> = { list: [], recalculateFrom: null };
  for (const row of rows) {
    const event: AccountEvent = {
      eventId: numberAt(row, 1),
      kind: textAt(row, 2) as AccountEventKind,
      meterId: numberOrNullAt(row, 3),
      startsOn: textAt(row, 4),
      endsOn: textOrNullAt(row, 5),
      value: textOrNullAt(row, 6),
      recordedMonth: textAt(row, 7),
    };
    const monthsBack = event.kind === 'fault_found' ? MONTHS_BACK : 0;
    const since = addMonths(firstDayOfMonth(event.startsOn), -monthsBack);
    add(found, event, { since, cancelledMonth: textOrNullAt(row, 8), news });
  }
  return found;
}

/** A fault that is found reaches back to the inspection before it, at most so far (п. 28). */
const MONTHS_BACK = 6;

type RecordedPrivilege = Privilege & { recordedMonth: PlainMonth };

export function privilegesOf(rows: readonly Row[], news: News): Found<RecordedPrivilege> {
  const found: Found<RecordedPrivilege> = { list: [], recalculateFrom: null };
  for (const row of rows) {
    const from = textAt(row, 3);
    const privilege = {
      privilegeId: numberAt(row, 1),
      share: textAt(row, 2),
      from,
      to: textOrNullAt(row, 4),
      recordedMonth: textAt(row, 5),
    };
    const since = firstDayOfMonth(from);
    add(found, privilege, { since, cancelledMonth: textOrNullAt(row, 6), news });
  }
  return found;
}

type Arrival = { since: PlainMonth; cancelledMonth: PlainMonth | null; news: News };

function add<T extends { recordedMonth: PlainMonth }>(
  own: Found<T>,
  fact: T,
  { since, cancelledMonth, news: { month, booksSince } }: Arrival,
): void {
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

import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { isPlainDate, type PlainMonth } from '#src/plain-date.ts';
import type { AccountMonth } from './account-month.ts';
import {
  findAccountMonths,
  findMonthRemarks,
  type MonthRange,
  type MonthRemark,
} from './charges-store.ts';

/** A row of the statement; `remark` is null for a month of the old system. */
export type ListedMonth = AccountMonth & { remark: MonthRemark | null };

type Place = { personalAccountId: number };

/** Every month that the actor may see, newest first. */
export async function listAccountMonths(
  { db }: { db: Db },
  actor: Actor,
  query: Place & MonthRange,
): Promise<ListedMonth[]> {
  const [months, remarks] = await Promise.all([
    findAccountMonths(db, actor, query),
    findMonthRemarks(db, actor, query),
  ]);
  return months.map((known) => ({ ...known, remark: remarks.get(known.month) ?? null }));
}

export type MonthsPage =
  | { ok: true; months: AccountMonth[]; nextCursor: string | null }
  | { ok: false; code: 'cursor_invalid' };

/** The same page by page; a cursor is the month that the page before ended with. */
export async function pageAccountMonths(
  { db }: { db: Db },
  actor: Actor,
  query: Place & { from?: PlainMonth; to?: PlainMonth; cursor?: string; limit: number },
): Promise<MonthsPage> {
  const { personalAccountId, from, limit } = query;
  const after = query.cursor === undefined ? null : readCursor(query.cursor);
  if (query.cursor !== undefined && after === null) return { ok: false, code: 'cursor_invalid' };
  const bounds = { personalAccountId, from, to: query.to, before: after, limit: limit + 1 };
  const found = await findAccountMonths(db, actor, bounds);
  const months = found.slice(0, limit);
  const last = months.at(-1);
  const nextCursor = found.length > limit && last ? cursorOf(last.month) : null;
  return { ok: true, months, nextCursor };
}

const cursorOf = (month: PlainMonth): string => Buffer.from(month).toString('base64url');

function readCursor(cursor: string): PlainMonth | null {
  const month = Buffer.from(cursor, 'base64url').toString();
  return isPlainDate(month) && month.endsWith('-01') ? month : null;
}

import type { Actor } from '#src/actor.ts';
import type { AccountMonth } from '#src/billing/account-month.ts';
import { type MonthsPage, pageAccountMonths } from '#src/billing/list-account-months.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { isOfHolder } from './bill-data.ts';
import { type BillSummary, findBillsInForce } from './bills-store.ts';

/**
 * Papers by the closes of their months, for a list of months that the actor may see: what the list
 * leaves out is never looked up here.
 */
export const listBills = (
  { db }: { db: Db },
  place: { personalAccountId: number },
): Promise<Map<number, BillSummary>> => findBillsInForce(db, place);

/** A closed month whose bill may be had; `bill` is null until somebody first asks for the paper. */
export type ListedBill = { known: AccountMonth; bill: BillSummary | null };

export type BillsPage =
  | { ok: true; bills: ListedBill[]; nextCursor: string | null }
  | Extract<MonthsPage, { ok: false }>;

/** Whether whoever holds the account since that day may have the paper of the month. */
export const hasBill = (
  { source, month }: Pick<AccountMonth, 'source' | 'month'>,
  holderSince: PlainDate,
): boolean => source === 'closed' && isOfHolder(month, holderSince);

/** Newest first. Months of the old system and of an earlier holder have none: they are older than all that have. */
export async function pageBills(
  { db }: { db: Db },
  actor: Actor,
  query: { personalAccountId: number; holderSince: PlainDate; cursor?: string; limit: number },
): Promise<BillsPage> {
  const page = await pageAccountMonths({ db }, actor, query);
  if (!page.ok) return page;
  const made = await findBillsInForce(db, query);
  const closed = page.months.filter((known) => hasBill(known, query.holderSince));
  const isEnd = closed.length < page.months.length;
  return {
    ok: true,
    bills: closed.map((known) => ({ known, bill: made.get(known.closeId ?? 0) ?? null })),
    nextCursor: isEnd ? null : page.nextCursor,
  };
}

import { sql } from 'kysely';
import type { BankAgent, StaffMember, System } from '#src/actor.ts';
import { lockBooks, readBooks } from '#src/billing/books.ts';
import { postEntry } from '#src/billing/post-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { firstDayOfMonth, type PlainDate } from '#src/plain-date.ts';
import { type HeardFrom, judgeChange } from './payment-state.ts';
import {
  findParts,
  type LockedPayment,
  lockPayment,
  type PaymentPart,
  setState,
} from './payments-store.ts';

/** Who may say that money has come: never the resident. */
export type MoneyTeller = System | BankAgent | StaffMember;

export type PaymentNews = {
  paymentId: number;
  /** The day on which the citizen paid, whenever we came to know of it. */
  paidOn: PlainDate;
  heardFrom: HeardFrom;
  /** The other side's own word, for the record. */
  told?: string;
  now: Date;
};

export type PostResult =
  /** isKnown: it had been posted before, and nothing was done now. */
  | { ok: true; isKnown: boolean; payment: LockedPayment }
  /** There is no account to give it to. */
  | { ok: false; code: 'no_parts' }
  /** Paid before the month that the books of its account begin with: its balance may have it. */
  | { ok: false; code: 'before_books' }
  | { ok: false; code: 'state_forbids'; payment: LockedPayment };

/**
 * Money has come: each part goes into the ledger of its account, in the transaction that learned of
 * it. It stands in the month of its day while that is open, otherwise in the first open one; its day
 * decides what it pays and since when, so that a payment known late takes penalties back at the next
 * close. Told again, it is the same payment: whoever comes second waits for the row and finds it done.
 * Run it by `inTransaction`: a month that is shut meanwhile asks for a repeat.
 */
export async function postPayment(
  tx: Tx,
  actor: MoneyTeller,
  news: PaymentNews,
): Promise<PostResult> {
  const { paymentId, paidOn, now } = news;
  const payment = await lockPayment(tx, actor, paymentId);
  const change = judgeChange(payment.state, 'succeeded');
  if (change === 'stay') return { ok: true, isKnown: true, payment };
  if (change === 'refuse') return { ok: false, code: 'state_forbids', payment };
  const parts = await findParts(tx, actor, paymentId);
  if (parts.length === 0) return { ok: false, code: 'no_parts' };
  await lockBooks(tx);
  if (await isBeforeBooks(tx, { parts, paidOn })) return { ok: false, code: 'before_books' };
  for (const part of parts) await postPart(tx, actor, { payment, part, paidOn, now });
  await setState(tx, actor, {
    paymentId,
    from: payment.state,
    to: 'succeeded',
    heardFrom: news.heardFrom,
    told: news.told ?? '',
    at: now,
    paidOn,
    reason: null,
  });
  return { ok: true, isKnown: false, payment: { ...payment, state: 'succeeded', paidOn } };
}

/** The entry of a part in the ledger: one for ever, whoever brings it again. */
const ledgerKeyOf = (paymentId: number, { isPenalty }: { isPenalty: boolean }): string =>
  `paid ${paymentId}${isPenalty ? ' penalty' : ''}`;

type PostedPart = { payment: LockedPayment; part: PaymentPart; paidOn: PlainDate; now: Date };

async function postPart(
  tx: Tx,
  actor: MoneyTeller,
  { payment, part, paidOn, now }: PostedPart,
): Promise<void> {
  const { paymentId, means } = payment;
  const { personalAccountId, isPenalty } = part;
  const idempotencyKey = ledgerKeyOf(paymentId, part);
  const entry = {
    personalAccountId,
    idempotencyKey,
    kind: 'payment' as const,
    amountKopecks: -part.amountKopecks,
    isPenalty,
    forMonth: part.forMonth,
    valueDate: paidOn,
    channel: means,
    cause: `payment ${paymentId}`,
  };
  const posted = await postEntry(tx, actor, { entry, now });
  // The row was locked and not paid yet: an entry by its key cannot be there.
  if (!posted.ok || posted.isKnown)
    throw new Error(`payment ${paymentId} is in the ledger already`);
  await tx
    .updateTable('payment_parts')
    .set({ ledger_key: idempotencyKey, ledger_month: posted.billingMonth, posted_at: now })
    .where('personal_account_id', '=', personalAccountId)
    .where('payment_id', '=', paymentId)
    .where('is_penalty', '=', isPenalty)
    .execute();
}

/** As an import of payments judges: a register's balance is that of its month's beginning. */
async function isBeforeBooks(
  tx: Tx,
  { parts, paidOn }: { parts: readonly PaymentPart[]; paidOn: PlainDate },
): Promise<boolean> {
  const { firstClosed } = await readBooks(tx);
  if (firstClosed !== null && paidOn < firstClosed) return true;
  const ids = parts.map(({ personalAccountId }) => personalAccountId);
  const { rows } = await sql<{ opened: PlainDate | null }>`
    select max(opening_balance_on) as opened from personal_accounts
    where personal_account_id = any(${ids}::bigint[])`.execute(tx);
  const opened = rows[0]?.opened ?? null;
  return opened !== null && paidOn < firstDayOfMonth(opened);
}

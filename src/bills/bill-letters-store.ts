import { sql } from 'kysely';
import type { Resident } from '#src/actor.ts';
import type { CloseAccounts } from '#src/billing/lines-store.ts';
import type { Db, Tx } from '#src/db/database.ts';
import { NOT_RELEVANT } from '#src/mail/letter-troubles.ts';
import type { PlainMonth } from '#src/plain-date.ts';

export type BillLetter = {
  personalAccountId: number;
  closeId: number;
  userId: number;
  way: 'email_pdf' | 'email_link';
  email: string;
  number: string;
  month: PlainMonth;
};

/**
 * The way of each account: the last choice of somebody who still has it, else paper. A former holder
 * chose for themselves alone.
 */
export const chosenWays = sql`
  select distinct on (d.personal_account_id) d.personal_account_id, d.user_id, d.way
  from bill_delivery_choices d join personal_account_links l
    on l.personal_account_id = d.personal_account_id and l.user_id = d.user_id
      and l.ended_at is null and l.visible_until is null and l.linked_at <= d.chosen_at
  order by d.personal_account_id, d.choice_id desc`;

const cameBack = sql`l.state = 'failed' and l.last_error <> ${NOT_RELEVANT}`;
/** Of the letters to a user `u`; one that is on its way, or became pointless, tells nothing of the mailbox. */
const hasLastComeBack = sql<boolean>`coalesce((select ${cameBack} from letters l
  where l.user_id = u.user_id and l.to_address = u.email
    and l.state <> 'queued' and l.last_error is distinct from ${NOT_RELEVANT}
  order by l.letter_id desc limit 1), false)`;

/**
 * For whoever of the part has refused paper and has a bill; once for a close. Where the last letter to
 * the address came back, the bill stays on paper.
 */
export async function addBillLetters(
  tx: Db,
  { closeId, firstAccountId, lastAccountId, now }: CloseAccounts & { now: Date },
): Promise<void> {
  await sql`
    insert into bill_letters (personal_account_id, close_id, user_id, way, asked_at)
    select b.personal_account_id, b.close_id, w.user_id, w.way, ${now}
    from bills b join (${chosenWays}) w on w.personal_account_id = b.personal_account_id
      join users u on u.user_id = w.user_id
    where b.close_id = ${closeId} and w.way <> 'paper'
      and not ${hasLastComeBack}
      and b.personal_account_id between ${firstAccountId} and ${lastAccountId}
    on conflict do nothing`.execute(tx);
}

/** Whether bills that would go to them by letter stay on paper meanwhile. */
export async function doLettersComeBack(db: Db, { userId }: Resident): Promise<boolean> {
  const { rows } = await sql<{ comeBack: boolean }>`
    select ${hasLastComeBack} as "comeBack" from users u where u.user_id = ${userId}`.execute(db);
  return rows[0]?.comeBack ?? false;
}

type LetterRow = {
  personal_account_id: number;
  close_id: number;
  user_id: number;
  way: BillLetter['way'];
  email: string;
  number: string;
  month: PlainMonth;
};

/** The next ones to be queued, held until the transaction ends. */
export async function takeBillLetters(tx: Db, limit: number): Promise<BillLetter[]> {
  const { rows } = await sql<LetterRow>`
    select b.personal_account_id, b.close_id, b.user_id, b.way, u.email, a.number, c.month
    from bill_letters b join users u on u.user_id = b.user_id
      join personal_accounts a on a.personal_account_id = b.personal_account_id
      join month_closes c on c.close_id = b.close_id
    where b.queued_at is null
    order by b.close_id, b.personal_account_id limit ${limit}
    for update of b skip locked`.execute(tx);
  return rows.map((row) => ({
    personalAccountId: row.personal_account_id,
    closeId: row.close_id,
    userId: row.user_id,
    way: row.way,
    email: row.email,
    number: row.number,
    month: row.month,
  }));
}

type Queued = { letters: readonly BillLetter[]; letterIds: readonly number[]; now: Date };

export async function markLettersQueued(
  tx: Db,
  { letters, letterIds, now }: Queued,
): Promise<void> {
  await sql`
    update bill_letters b set queued_at = ${now}, letter_id = q.letter_id
    from unnest(${letters.map((one) => one.personalAccountId)}::bigint[],
      ${letters.map((one) => one.closeId)}::integer[],
      ${letterIds}::bigint[]) as q(personal_account_id, close_id, letter_id)
    where b.personal_account_id = q.personal_account_id and b.close_id = q.close_id`.execute(tx);
}

/**
 * Those whose letters have come back since make the next run for the print house. Returns all runs of
 * the close with how many bills each has: what a run holds never changes.
 */
export async function takeReturnedBills(
  tx: Tx,
  closeId: number,
): Promise<{ printRun: number; bills: number }[]> {
  // Two who print at once: what the second one finds makes a run of its own.
  await sql`select from month_closes where close_id = ${closeId} for no key update`.execute(tx);
  await sql`
    update bill_letters b set print_run = 1 + (
      select coalesce(max(print_run), 0) from bill_letters where close_id = ${closeId})
    from letters l
    where b.close_id = ${closeId} and b.print_run is null and l.letter_id = b.letter_id
      and ${cameBack}`.execute(tx);
  const { rows } = await sql<{ printRun: number; bills: number }>`
    select print_run as "printRun", count(*)::integer as bills from bill_letters
    where close_id = ${closeId} and print_run is not null
    group by print_run order by print_run`.execute(tx);
  return rows;
}

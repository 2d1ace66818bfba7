import { sql } from 'kysely';
import type { System } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import { addMonths, firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import type { RunState } from './autopay-rule.ts';

/** The key that makes a charge once. */
export type RunKey = { personalAccountId: number; ruleId: number; month: PlainMonth };

export type NewRun = RunKey & {
  dueOn: PlainDate;
  /** null: nothing is told of it, and nothing will be taken. */
  announcedKopecks: number | null;
  state: 'announced' | 'nothing_owed' | 'cap_reached' | 'not_announced';
  now: Date;
};

/** False: the rule has had its month before. */
export async function addRun(tx: Tx, _actor: System, run: NewRun): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('autopay_runs')
    .values({
      personal_account_id: run.personalAccountId,
      autopay_rule_id: run.ruleId,
      month: run.month,
      due_on: run.dueOn,
      announced_at: run.announcedKopecks === null ? null : run.now,
      announced_kopecks: run.announcedKopecks,
      state: run.state,
      decided_at: run.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** What tells of the run: it counts as told when that is sent. */
export async function noteLetterOfRun(
  tx: Tx,
  _actor: System,
  { letterId, ...key }: RunKey & { letterId: number },
): Promise<void> {
  await tx
    .updateTable('autopay_runs')
    .set({ letter_id: letterId })
    .where('personal_account_id', '=', key.personalAccountId)
    .where('autopay_rule_id', '=', key.ruleId)
    .where('month', '=', key.month)
    .where('state', '=', 'announced')
    .execute();
}

export type Announced = RunKey & {
  dueOn: PlainDate;
  announcedKopecks: number;
  /** When a mail server took the letter; null: none has, or it came back. */
  toldAt: Date | null;
  /** It came back, or is gone: it will tell nobody. */
  isFailed: boolean;
};

/** One that is announced and not decided yet, held; null: it is decided. */
export async function holdRun(tx: Tx, _actor: System, key: RunKey): Promise<Announced | null> {
  const row = await tx
    .selectFrom('autopay_runs as run')
    .leftJoin('letters as l', 'l.letter_id', 'run.letter_id')
    .select(['run.due_on', 'run.announced_kopecks', 'l.state', 'l.sent_at'])
    .where('run.personal_account_id', '=', key.personalAccountId)
    .where('run.autopay_rule_id', '=', key.ruleId)
    .where('run.month', '=', key.month)
    .where('run.state', '=', 'announced')
    .forUpdate('run')
    .executeTakeFirst();
  if (!row || row.announced_kopecks === null) return null;
  return {
    ...key,
    dueOn: row.due_on,
    announcedKopecks: row.announced_kopecks,
    toldAt: row.state === 'sent' ? row.sent_at : null,
    isFailed: row.state === null || row.state === 'failed',
  };
}

type Decided = { state: RunState; payment?: { paymentId: number; amountKopecks: number } };

export async function decideRun(
  tx: Tx,
  _actor: System,
  key: RunKey,
  { state, payment, now }: Decided & { now: Date },
): Promise<void> {
  await tx
    .updateTable('autopay_runs')
    .set({
      state,
      decided_at: now,
      ...(payment ? { payment_id: payment.paymentId, amount_kopecks: payment.amountKopecks } : {}),
    })
    .where('personal_account_id', '=', key.personalAccountId)
    .where('autopay_rule_id', '=', key.ruleId)
    .where('month', '=', key.month)
    .execute();
}

/** The run that a payment is of, with its state so far; null: the payer paid by themselves. */
export async function findRunOf(tx: Tx, _actor: System, paymentId: number) {
  const row = await tx
    .selectFrom('payment_parts as part')
    .innerJoin('autopay_runs as run', (join) =>
      join
        .onRef('run.personal_account_id', '=', 'part.personal_account_id')
        .onRef('run.payment_id', '=', 'part.payment_id'),
    )
    .innerJoin('autopay_rules as r', (join) =>
      join
        .onRef('r.personal_account_id', '=', 'run.personal_account_id')
        .onRef('r.autopay_rule_id', '=', 'run.autopay_rule_id'),
    )
    .innerJoin('users as u', 'u.user_id', 'r.user_id')
    .select(['run.personal_account_id', 'run.autopay_rule_id', 'run.month', 'run.state'])
    .select(['r.saved_method_id', 'r.user_id', 'u.email', 'u.closed_at'])
    .where('part.payment_id', '=', paymentId)
    .executeTakeFirst();
  if (!row) return null;
  return {
    key: {
      personalAccountId: row.personal_account_id,
      ruleId: row.autopay_rule_id,
      month: row.month,
    },
    state: row.state,
    savedMethodId: row.saved_method_id,
    payer: { userId: row.user_id, email: row.email, isGone: row.closed_at !== null },
  };
}

type Spending = { personalAccountId: number; userId: number; dueOn: PlainDate };

/** What a person's autopay of an account has charged, or is charging, in the month of a day. */
export async function sumSpent(
  tx: Tx,
  _actor: System,
  { personalAccountId, userId, dueOn }: Spending,
): Promise<number> {
  const month = firstDayOfMonth(dueOn);
  const { rows } = await sql<{ spent: number }>`
    select coalesce(sum(run.amount_kopecks), 0)::bigint as spent
    from autopay_runs run join autopay_rules r
      on r.personal_account_id = run.personal_account_id and r.autopay_rule_id = run.autopay_rule_id
    where run.personal_account_id = ${personalAccountId} and r.user_id = ${userId}
      and run.state in ('charging', 'paid')
      and run.due_on >= ${month}::date and run.due_on < ${addMonths(month, 1)}::date`.execute(tx);
  return rows[0]?.spent ?? 0;
}

/** What charges of the account have been announced and are not decided. */
export async function sumAnnounced(
  tx: Tx,
  _actor: System,
  { personalAccountId }: { personalAccountId: number },
): Promise<number> {
  const { rows } = await sql<{ announced: number }>`
    select coalesce(sum(announced_kopecks), 0)::bigint as announced from autopay_runs
    where personal_account_id = ${personalAccountId} and state = 'announced'`.execute(tx);
  return rows[0]?.announced ?? 0;
}

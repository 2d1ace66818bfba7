import type { Resident } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { RunState } from './autopay-rule.ts';

export type OwnRun = {
  month: PlainMonth;
  dueOn: PlainDate;
  announcedKopecks: number | null;
  amountKopecks: number | null;
  state: RunState;
  publicId: string | null;
};

type OwnRuns = { personalAccountId: number; limit: number };

/** What autopay of the person did on an account, the newest first, whichever rule it was. */
export async function listOwnRuns(
  db: Db,
  actor: Resident,
  { personalAccountId, limit }: OwnRuns,
): Promise<OwnRun[]> {
  const rows = await db
    .selectFrom('autopay_runs as run')
    .innerJoin('autopay_rules as r', (join) =>
      join
        .onRef('r.personal_account_id', '=', 'run.personal_account_id')
        .onRef('r.autopay_rule_id', '=', 'run.autopay_rule_id'),
    )
    .leftJoin('payments as p', 'p.payment_id', 'run.payment_id')
    .leftJoin('payment_baskets as b', 'b.basket_id', 'p.basket_id')
    .select(['run.month', 'run.due_on', 'run.announced_kopecks', 'run.amount_kopecks'])
    .select(['run.state', 'b.public_id'])
    .where('run.personal_account_id', '=', personalAccountId)
    .where('r.user_id', '=', actor.userId)
    .orderBy('run.due_on', 'desc')
    .orderBy('run.autopay_rule_id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    month: row.month,
    dueOn: row.due_on,
    announcedKopecks: row.announced_kopecks,
    amountKopecks: row.amount_kopecks,
    state: row.state,
    publicId: row.public_id,
  }));
}

/** What is going to be taken, as it was announced to the person; null: nothing. */
export async function findAnnounced(
  db: Db,
  actor: Resident,
  { personalAccountId }: { personalAccountId: number },
): Promise<{ dueOn: PlainDate; kopecks: number; title: string } | null> {
  const row = await db
    .selectFrom('autopay_runs as run')
    .innerJoin('autopay_rules as r', (join) =>
      join
        .onRef('r.personal_account_id', '=', 'run.personal_account_id')
        .onRef('r.autopay_rule_id', '=', 'run.autopay_rule_id'),
    )
    .innerJoin('saved_payment_methods as m', 'm.saved_method_id', 'r.saved_method_id')
    .select(['run.due_on', 'run.announced_kopecks', 'm.title'])
    .where('run.personal_account_id', '=', personalAccountId)
    .where('r.user_id', '=', actor.userId)
    .where('r.state', '=', 'active')
    .where('run.state', '=', 'announced')
    .orderBy('run.due_on')
    .limit(1)
    .executeTakeFirst();
  if (!row || row.announced_kopecks === null) return null;
  return { dueOn: row.due_on, kopecks: row.announced_kopecks, title: row.title };
}

import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';

/** Money that came and whose owner is not known. */
export type Unidentified = {
  paymentId: number;
  agent: string;
  agentName: string;
  agentTxnId: string;
  /** As the payer typed it. */
  payerReference: string;
  amountKopecks: number;
  paidOn: PlainDate;
  /** Why it could not go by itself. */
  reason: string;
  state: 'unidentified' | 'succeeded' | 'returned' | 'reversed';
};

/** Those that wait, oldest first. */
export async function listUnidentified(
  db: Db,
  _actor: Actor,
  { limit }: { limit: number },
): Promise<Unidentified[]> {
  const rows = await payments(db)
    .where('p.state', '=', 'unidentified')
    .orderBy('p.payment_id')
    .limit(limit)
    .execute();
  return rows.map(toUnidentified);
}

/** Also one that was decided; null: it never was such money. */
export async function findUnidentified(
  db: Db,
  _actor: Actor,
  paymentId: number,
): Promise<Unidentified | null> {
  const row = await payments(db)
    .where('p.payment_id', '=', paymentId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('payment_events as e')
          .select('e.payment_id')
          .whereRef('e.payment_id', '=', 'p.payment_id')
          .where('e.to_state', '=', 'unidentified'),
      ),
    )
    .executeTakeFirst();
  return row ? toUnidentified(row) : null;
}

const payments = (db: Db) =>
  db
    .selectFrom('payments as p')
    .innerJoin('bank_agents as a', 'a.agent', 'p.agent')
    .select([
      'p.payment_id',
      'a.agent',
      'a.name',
      'p.agent_txn_id',
      'p.payer_reference',
      'p.amount_kopecks',
      'p.paid_on',
      'p.reason',
      'p.state',
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof payments>['executeTakeFirstOrThrow']>>;

const toUnidentified = (row: Row): Unidentified => ({
  paymentId: row.payment_id,
  agent: row.agent,
  agentName: row.name,
  agentTxnId: row.agent_txn_id ?? '',
  payerReference: row.payer_reference ?? '',
  amountKopecks: row.amount_kopecks,
  paidOn: row.paid_on ?? '',
  reason: row.reason ?? '',
  state: row.state as Unidentified['state'],
});

import { sql } from 'kysely';
import type { Tx } from '#src/db/database.ts';
import type { HeardFrom } from '#src/payments/payment-state.ts';
import { addParts, setState } from '#src/payments/payments-store.ts';
import { type MoneyTeller, type PostResult, postPayment } from '#src/payments/post-payment.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { Payee } from './find-payee.ts';

type Crediting = {
  paymentId: number;
  amountKopecks: number;
  personalAccountId: number;
  paidOn: PlainDate;
  heardFrom: HeardFrom;
  now: Date;
};

/** Gives the whole of a payment to one account. Refused, it leaves the payment without parts, as it was. */
export async function creditAccount(
  tx: Tx,
  actor: MoneyTeller,
  { personalAccountId, amountKopecks, ...news }: Crediting,
): Promise<PostResult> {
  const { paymentId } = news;
  await sql`savepoint before_parts`.execute(tx);
  await addParts(tx, actor, { paymentId, parts: [{ personalAccountId, amountKopecks }] });
  const posted = await postPayment(tx, actor, news);
  // A part is never deleted: of one that was not posted nothing must stay.
  if (!posted.ok) await sql`rollback to savepoint before_parts`.execute(tx);
  return posted;
}

type Coming = Omit<Crediting, 'personalAccountId'> & { payee: Payee };

/** Money that has just come: into the ledger of its payee, or to those who find out whose it is. */
export async function creditOrPark(
  tx: Tx,
  actor: MoneyTeller,
  { payee, ...money }: Coming,
): Promise<'posted' | 'unidentified'> {
  const posted = payee.ok
    ? await creditAccount(tx, actor, { ...money, personalAccountId: payee.personalAccountId })
    : { ok: false as const, code: payee.code };
  if (posted.ok) return 'posted';
  const { paymentId, paidOn, heardFrom, now: at } = money;
  const { code: reason } = posted;
  const move = { from: 'created', to: 'unidentified' } as const;
  await setState(tx, actor, { paymentId, ...move, heardFrom, at, paidOn, reason });
  return 'unidentified';
}

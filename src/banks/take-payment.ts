import type { FastifyBaseLogger } from 'fastify';
import type { BankAgent } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { addPayment, findAgentPayment } from '#src/payments/payments-store.ts';
import { dateInZone, type PlainDate } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { BankAgentTerms } from './bank-agents-store.ts';
import { creditOrPark } from './credit-payee.ts';
import { findPayee } from './find-payee.ts';

export type BankDeps = {
  db: Database;
  clock: Clock;
  supplier: SupplierProfile;
  log: FastifyBaseLogger;
};

/** What a bank says of an operation, whatever its protocol. */
export type Operation = {
  txnId: string;
  /** As the payer typed it. */
  accountNumber: string;
  amountKopecks: number;
  /** The day on which the citizen paid, by the bank's own clock. */
  paidOn: PlainDate;
};

export type CheckResult =
  | { ok: true; maskedName: string }
  | { ok: false; code: 'bad_form' | 'unknown' | 'closed' | 'too_small' | 'too_large' };

/** Whether a payment would be taken. Nothing is written. */
export async function checkPayment(
  { db, clock, supplier }: BankDeps,
  terms: BankAgentTerms,
  {
    accountNumber,
    amountKopecks,
  }: Pick<Operation, 'accountNumber'> & {
    /** Null: the sum is not told yet. */
    amountKopecks: number | null;
  },
): Promise<CheckResult> {
  const today = dateInZone(clock.now(), supplier.timeZone);
  const payee = await findPayee(db, actorOf(terms), { typed: accountNumber, supplier, today });
  if (!payee.ok) return { ok: false, code: payee.code === 'several' ? 'unknown' : payee.code };
  const wrong = amountKopecks === null ? null : judgeAmount(amountKopecks, terms);
  return wrong ? { ok: false, code: wrong } : { ok: true, maskedName: payee.maskedName };
}

export type TakeResult =
  /** isKnown: it was taken before, and nothing was done now. */
  | { ok: true; isKnown: boolean; paymentId: number; amountKopecks: number; takenAt: Date }
  | { ok: false; code: 'bad_form' | 'unknown' | 'too_small' | 'too_large' }
  /** The number is that of another payment of theirs. */
  | { ok: false; code: 'number_used_otherwise' };

/**
 * Takes a bank's payment, once for ever by the bank's own number of it: the first of parallel repeats
 * writes, the others wait for its transaction and answer with what it wrote. The cash is in the
 * machine already, so money of an account that is there is never refused: what cannot go into its
 * ledger waits for people.
 */
export async function takePayment(
  deps: BankDeps,
  terms: BankAgentTerms,
  operation: Operation,
): Promise<TakeResult> {
  const { db, clock, log } = deps;
  const taken = await inTransaction(db, (tx) =>
    takeIn(tx, { ...deps, now: clock.now() }, terms, operation),
  );
  if (!taken.ok && taken.code === 'number_used_otherwise') {
    const { agent } = terms;
    log.error({ agent, txnId: operation.txnId }, 'a bank names two payments by one number');
  }
  return taken;
}

type Place = Pick<BankDeps, 'supplier'> & { now: Date };

async function takeIn(
  tx: Tx,
  { supplier, now }: Place,
  terms: BankAgentTerms,
  operation: Operation,
): Promise<TakeResult> {
  const actor = actorOf(terms);
  const { txnId: agentTxnId, accountNumber, amountKopecks } = operation;
  const before = await findKnown(tx, terms, operation);
  if (before) return before;
  const wrong = judgeAmount(amountKopecks, terms);
  if (wrong) return { ok: false, code: wrong };
  const today = dateInZone(now, supplier.timeZone);
  const payee = await findPayee(tx, actor, { typed: accountNumber, supplier, today });
  // No check was ever good for it: the bank gives the money back.
  if (!payee.ok && (payee.code === 'bad_form' || payee.code === 'unknown'))
    return { ok: false, code: payee.code };
  const paymentId = await addPayment(tx, actor, {
    channel: 'bank_agent',
    means: terms.means,
    amountKopecks,
    parts: [],
    agent: terms.agent,
    agentTxnId,
    payerReference: accountNumber,
    createdAt: now,
  });
  if (paymentId === null) {
    const known = await findKnown(tx, terms, operation);
    if (known) return known;
    throw new Error('an operation of a bank is known and is not there');
  }
  const { paidOn } = operation;
  const money = { paymentId, amountKopecks, paidOn, heardFrom: 'bank', now } as const;
  await creditOrPark(tx, actor, { ...money, payee });
  return { ok: true, isKnown: false, paymentId, amountKopecks, takenAt: now };
}

/** The first answer, said again. */
async function findKnown(
  tx: Tx,
  terms: BankAgentTerms,
  { txnId: agentTxnId, accountNumber, amountKopecks }: Operation,
): Promise<TakeResult | null> {
  const { agent } = terms;
  const known = await findAgentPayment(tx, actorOf(terms), { agent, agentTxnId });
  if (!known) return null;
  const isOther = known.amountKopecks !== amountKopecks || known.payerReference !== accountNumber;
  // Taken back with its registry, it was no payment: to say that we have it would lose the money.
  if (isOther || known.state === 'reversed') {
    return { ok: false, code: 'number_used_otherwise' };
  }
  const { paymentId, createdAt: takenAt } = known;
  return { ok: true, isKnown: true, paymentId, amountKopecks, takenAt };
}

function judgeAmount(
  kopecks: number,
  { leastKopecks, mostKopecks }: BankAgentTerms,
): 'too_small' | 'too_large' | null {
  if (kopecks < leastKopecks) return 'too_small';
  return kopecks > mostKopecks ? 'too_large' : null;
}

const actorOf = ({ agent }: BankAgentTerms): BankAgent => ({ kind: 'bank', agent });

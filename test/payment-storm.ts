import { expect } from 'vitest';
import { answerFaults, newsFaults } from '#sandbox/yookassa/faults.ts';
import { createGateways } from '#src/payments/gateways.ts';
import { sendPayments } from '#src/payments/send-payments.ts';
import { startPayment } from '#src/payments/start-payment.ts';
import type { PaymentsWorld } from './payments-world.ts';
import type { Subscriber } from './subscriber.ts';

const refusals = ['cancel', 'cancel:insufficient_funds', 'cancel:3d_secure_failed'];

/** The same storm for the same seed: mulberry32. */
export function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Storm = {
  world: PaymentsWorld;
  payers: readonly Subscriber[];
  count: number;
  chance: () => number;
};

const TOGETHER = 20;

/** So many payments, each by its own bad luck; comes back when nobody does anything any more. */
export async function storm({ world, payers, count, chance }: Storm): Promise<void> {
  let left = count;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  async function lane(): Promise<void> {
    for (; left > 0; ) {
      left -= 1;
      if (chance() < 0.4) await world.order(pick([...answerFaults, ...newsFaults, ...refusals]));
      await onePayment({ world, payer: pick(payers), chance, pick });
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, lane));
}

type One = {
  world: PaymentsWorld;
  payer: Subscriber;
  chance: () => number;
  pick: <T>(list: readonly T[]) => T;
};

async function onePayment({ world, payer, chance, pick }: One): Promise<void> {
  const deps = { ...world.deps, url: world.url, gateways: createGateways(world.deps) };
  const started = await startPayment(deps, payer.actor, {
    method: pick(['sbp', 'bank_card'] as const),
    parts: [
      {
        accountNumber: payer.accountNumber,
        amountKopecks: 100 + Math.floor(chance() * 500_000),
      },
    ],
    receiptEmail: payer.email,
    source: 'api',
    idempotencyKey: null,
  });
  if (!started.ok) throw new Error(started.code);
  await sendPayments(deps, started.paymentIds);
  const { rows } = await world.pool.query<{ id: string | null }>(
    'select gateway_payment_id as id from gateway_payments where payment_id = $1',
    [started.paymentIds[0]],
  );
  const id = rows[0]?.id;
  // Some never come to the bank's page, and of some we do not know yet where it is.
  if (!id || chance() < 0.1) return;
  const checkout = `${world.sandbox.url}/yookassa/checkout?orderId=${id}`;
  if (chance() < 0.9) await world.payAt(checkout);
  else await world.refuseAt(checkout);
  if (chance() < 0.3) await tellAgain(world, id);
}

/** Five notifications at once, of whatever event. */
async function tellAgain({ url }: PaymentsWorld, id: string): Promise<void> {
  const events = ['payment.succeeded', 'payment.canceled', 'refund.succeeded'];
  await Promise.all(
    Array.from({ length: 5 }, (_, index) =>
      fetch(`${url}/payments/notifications/yookassa`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'notification', event: events[index % 2], object: { id } }),
      }),
    ),
  );
}

/** Books of the gateway, payments and ledger say the same, to the kopeck, account by account. */
export async function expectBooksAgree(world: PaymentsWorld): Promise<void> {
  const { yookassa } = await world.books();
  const { rows: ours } = await world.pool.query<{ key: string; state: string; kopecks: number }>(
    `select g.idempotence_key as key, p.state, p.amount_kopecks as kopecks
     from payments p join gateway_payments g using (payment_id)`,
  );
  const theirs = new Map(yookassa.payments.map((one) => [one.metadata.order_key, one]));
  expect(theirs.size, 'one payment of theirs for one of ours').toBe(yookassa.payments.length);
  for (const { key, state, kopecks } of ours) {
    const one = theirs.get(key);
    expect([state, one?.amountKopecks ?? kopecks]).toEqual([one?.status ?? 'canceled', kopecks]);
  }
  const sum = ours.reduce((all, one) => all + (one.state === 'succeeded' ? one.kopecks : 0), 0);
  expect(sum).toBe(yookassa.succeededKopecks);
  const { rows } = await world.pool.query(
    `select part.personal_account_id, sum(part.amount_kopecks)::bigint as paid, (
       select coalesce(-sum(e.amount_kopecks), 0)::bigint from ledger_entries e
       where e.personal_account_id = part.personal_account_id and e.kind = 'payment') as ledger
     from payment_parts part join payments p using (payment_id)
     where p.state = 'succeeded' group by part.personal_account_id`,
  );
  for (const row of rows) expect(row.ledger).toBe(row.paid);
  const posted = rows.reduce((all, { ledger }) => all + ledger, 0);
  expect(posted).toBe(yookassa.succeededKopecks);
}

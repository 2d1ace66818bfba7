import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import { tokenOf } from '#sandbox/tbank/token.ts';
import { createGateways } from '#src/payments/gateways.ts';
import { sendPayments } from '#src/payments/send-payments.ts';
import { startPayment } from '#src/payments/start-payment.ts';
import { type PaymentsWorld, startPaymentsWorld } from './payments-world.ts';
import type { Subscriber } from './subscriber.ts';

export type TwoGateways = Awaited<ReturnType<typeof startTwoGateways>>;
type Method = 'sbp' | 'bank_card';

/** СБП by ЮKassa and cards by T-Bank; what they do may stay untold. */
export async function startTwoGateways() {
  const env = { OCHAG_PAY_BY: 'sbp:yookassa,bank_card:tbank' };
  const world = await startPaymentsWorld({
    hasOneClock: true,
    env,
    now: '2026-11-02T10:00:00+02:00',
  });
  const { url } = world.sandbox;

  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  /** Of both gateways at once. */
  async function order(next: string, times = 1): Promise<void> {
    for (const system of ['yookassa', 'tbank']) await post(`/control/${system}`, { next, times });
  }

  /** Begun and on the page of the bank; gives the gateway's number of it. */
  async function begin(payer: Subscriber, method: Method, amountKopecks = 50_000): Promise<string> {
    const { accountNumber, email: receiptEmail, actor } = payer;
    const deps = { ...world.deps, url: world.url, gateways: createGateways(world.deps) };
    const parts = [{ accountNumber, amountKopecks }];
    const wanted = { method, parts, receiptEmail, source: 'api', idempotencyKey: null } as const;
    const started = await startPayment(deps, actor, wanted);
    if (!started.ok) throw new Error(started.code);
    await sendPayments(deps, started.paymentIds);
    const { rows } = await world.pool.query(
      'select gateway_payment_id as id from gateway_payments where payment_id = $1',
      [started.paymentIds[0]],
    );
    return rows[0].id;
  }

  async function pay(id: string, method: Method): Promise<void> {
    const path = method === 'sbp' ? '/yookassa/checkout' : '/tbank/checkout';
    const body = new URLSearchParams({ id, orderId: id, decision: 'pay' });
    await fetch(url + path, { method: 'POST', body, redirect: 'manual' });
  }

  return {
    ...world,
    order,
    begin,
    pay,
    /** Paid, and we were told of it. */
    async payAloud(payer: Subscriber, method: Method, amountKopecks = 50_000): Promise<string> {
      const id = await begin(payer, method, amountKopecks);
      await pay(id, method);
      await vi.waitFor(async () => expect(await stateOf(world, id)).toBe('succeeded'), 5_000);
      return id;
    },
    /** Paid, and nobody told us. */
    async payInSilence(payer: Subscriber, method: Method, amountKopecks = 50_000): Promise<string> {
      const id = await begin(payer, method, amountKopecks);
      await order('webhook_never');
      await pay(id, method);
      await order('succeed');
      return id;
    },
    stateOf: (id: string) => stateOf(world, id),
    ...cabinets(post, order),
  };
}

async function stateOf({ pool }: PaymentsWorld, id: string): Promise<string> {
  const { rows } = await pool.query(
    'select state from payments join gateway_payments using (payment_id) where gateway_payment_id = $1',
    [id],
  );
  return rows[0]?.state;
}

type Post = (path: string, body: object, headers?: Record<string, string>) => Promise<Response>;

const roubles = (kopecks: number) => ({ value: (kopecks / 100).toFixed(2), currency: 'RUB' });
const receipt = (kopecks: number) => ({
  customer: { email: 'anna@example.ru' },
  items: [{ description: 'Газ', quantity: 1, amount: roubles(kopecks), vat_code: 11 }],
});

/** What is done in the gateways' own cabinets: we have asked for nothing and are told nothing. */
function cabinets(post: Post, order: (next: string) => Promise<void>) {
  async function yookassa(path: string, body: object): Promise<{ id: string }> {
    const basic = Buffer.from('100500:test_sandbox').toString('base64');
    const headers = { authorization: `Basic ${basic}`, 'idempotence-key': randomUUID() };
    const answer = await post(`/yookassa/v3${path}`, body, headers);
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as { id: string };
  }

  return {
    async giveBackAtYookassa(id: string, kopecks: number): Promise<void> {
      await order('webhook_never');
      const amount = roubles(kopecks);
      await yookassa('/refunds', { payment_id: id, amount, receipt: receipt(kopecks) });
      await order('succeed');
    },
    async giveBackAtTbank(id: string, kopecks: number): Promise<void> {
      await order('webhook_never');
      const item = { Name: 'Газ', Price: kopecks, Quantity: 1, Amount: kopecks, Tax: 'vat22' };
      const body = {
        TerminalKey: 'SandboxDEMO',
        PaymentId: id,
        Amount: kopecks,
        Receipt: { Email: 'anna@example.ru', Taxation: 'osn', Items: [item] },
      };
      const signed = { ...body, Token: tokenOf(body, 'sandbox-password') };
      const { Success: isDone } = (await (await post('/tbank/v2/Cancel', signed)).json()) as {
        Success: boolean;
      };
      if (!isDone) throw new Error('T-Bank did not give back');
      await order('succeed');
    },
    /** Of another site of the same shop. */
    async beginForeign(kopecks: number): Promise<string> {
      const { id } = await yookassa('/payments', {
        amount: roubles(kopecks),
        capture: true,
        confirmation: { type: 'redirect', return_url: 'https://other.example/' },
        metadata: { order: 'another site' },
        receipt: receipt(kopecks),
        payment_order: { ...foreignOrder, amount: roubles(kopecks) },
      });
      return id;
    },
  };
}

const foreignOrder = {
  type: 'utilities',
  payment_purpose: 'Оплата ЖКУ',
  recipient: {
    name: 'ООО',
    inn: '3906000005',
    kpp: '390601001',
    bank: {
      name: 'БАНК',
      bic: '044030653',
      account: '40702810700000012345',
      correspondent_account: '30101810500000000653',
    },
  },
  account_number: '1',
};

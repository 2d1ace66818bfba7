import { load } from 'cheerio';
import { getBalance } from '#src/billing/get-balance.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World, type WorldOptions } from './harness.ts';
import type { Subscriber } from './subscriber.ts';
import type { Answer, Visitor } from './visitor.ts';

export type PaymentsWorld = Awaited<ReturnType<typeof startPaymentsWorld>>;

type Books = {
  yookassa: {
    payments: {
      id: string;
      status: string;
      amountKopecks: number;
      refundedKopecks: number;
      reason: string | null;
      metadata: Record<string, string>;
    }[];
    succeededKopecks: number;
    refundedKopecks: number;
  };
};

/** The product beside a gateway that keeps books of its own. */
export async function startPaymentsWorld(options: WorldOptions = {}) {
  const world: World = await startWorld({ isReachable: true, hasWorker: false, ...options });

  const order = async (next: string, times = 1): Promise<void> => {
    const answer = await fetch(`${world.sandbox.url}/control/yookassa`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ next, times }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };

  async function press(checkout: string, decision: 'pay' | 'refuse'): Promise<string> {
    const orderId = new URL(checkout).searchParams.get('orderId') ?? '';
    const answer = await fetch(`${world.sandbox.url}/yookassa/checkout`, {
      method: 'POST',
      body: new URLSearchParams({ orderId, decision }),
      redirect: 'manual',
    });
    return answer.headers.get('location') ?? '';
  }

  return {
    ...world,
    /** What the gateway does next. */
    order,
    books: async () => (await (await fetch(`${world.sandbox.url}/books.json`)).json()) as Books,
    /** On the page of the bank; where it sends the payer back to. */
    payAt: (checkout: string) => press(checkout, 'pay'),
    refuseAt: (checkout: string) => press(checkout, 'refuse'),
    /** As somebody does in the gateway's own cabinet, or the payer's bank. */
    refundOutside: (gatewayId: string, value: string) =>
      fetch(`${world.sandbox.url}/yookassa/v3/refunds`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from('100500:test_sandbox').toString('base64')}`,
          'idempotence-key': crypto.randomUUID(),
          'content-type': 'application/json',
        },
        body: JSON.stringify(refundOf(gatewayId, value)),
      }),
    tellOfRefund: (gatewayId: string) =>
      fetch(world.url + href('gatewayNotification', { gateway: 'yookassa' }), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          type: 'notification',
          event: 'refund.succeeded',
          object: { id: 'any', payment_id: gatewayId },
        }),
      }),
    async balanceOf({ actor, personalAccountId }: Subscriber): Promise<number> {
      const balance = await getBalance(world, actor, { personalAccountId });
      return balance?.totalKopecks ?? Number.NaN;
    },
    async count(query: string, values: unknown[] = []): Promise<number> {
      const text = `select count(*)::int as n from ${query}`;
      const { rows } = await world.pool.query<{ n: number }>(text, values);
      return rows[0]?.n ?? Number.NaN;
    },
    async states(): Promise<string[]> {
      const { rows } = await world.pool.query<{ state: string }>(
        'select state from payments order by payment_id',
      );
      return rows.map(({ state }) => state);
    },
  };
}

function refundOf(gatewayId: string, value: string) {
  const amount = { value, currency: 'RUB' };
  return {
    payment_id: gatewayId,
    amount,
    receipt: {
      customer: { email: 'anna@example.ru' },
      items: [{ description: 'газ', quantity: 1, amount, vat_code: 11 }],
    },
  };
}

/** Fills in «Оплата» and presses its button. */
export async function payOn(
  visitor: Visitor,
  number: string,
  fields: Record<string, string>,
): Promise<Answer> {
  const page = await visitor.get(href('payment', { number }));
  return visitor.submit(page, { method: 'sbp', ...fields }, 'Перейти к оплате');
}

export const headingOf = ({ text }: Answer): string => load(text)('h1').text().trim();

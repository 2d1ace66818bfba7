import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { registerForms } from '../forms.ts';
import { createOrders } from '../orders.ts';
import { sendPage } from '../page.tsx';
import { roublesOf } from '../yookassa/requests.ts';
import { createTerminal, sandboxTerminal, type TbankPayment, TbankRefusal } from './terminal.ts';
import { tokenOf } from './token.ts';

const known = [
  'succeed',
  'error_after_commit',
  'drop',
  'cancel',
  'webhook_twice',
  'webhook_never',
  'charge_error_after_commit',
  'charge_drop',
  'charge_revoked',
  'charge_met',
] as const;
/** Answers are spoilt where something is made. */
const spoilt = {
  Init: ['error_after_commit', 'drop'],
  Cancel: ['error_after_commit', 'drop'],
  Charge: ['charge_error_after_commit', 'charge_drop'],
} as const satisfies Record<string, readonly (typeof known)[number][]>;
const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000];

/** T-Bank, emulated: signed requests, 200 over everything, and news until somebody says OK. */
export function registerTbank(app: FastifyInstance, { url }: { url: () => string }) {
  const terminal = createTerminal();
  const { faults, take } = createOrders(known);
  const { terminalKey, password } = sandboxTerminal;
  const stopping = new AbortController();
  app.addHook('onClose', async () => stopping.abort());

  const method = (name: string, act: (body: Record<string, unknown>) => object) =>
    app.post(`/tbank/v2/${name}`, async (request, reply) => {
      const fault = name in spoilt ? take(spoilt[name as keyof typeof spoilt]) : null;
      const answer = answerOf(request, act);
      if (fault?.endsWith('error_after_commit')) {
        return { Success: false, ErrorCode: '9999', Message: 'Внутренняя ошибка' };
      }
      if (fault?.endsWith('drop')) {
        request.raw.socket.destroy();
        return reply.hijack();
      }
      return answer;
    });
  const described = (payment: TbankPayment) => ({
    TerminalKey: terminalKey,
    Status: payment.status,
    PaymentId: payment.id,
    OrderId: payment.orderId,
    // Of one that was given back in part, what is left of it.
    Amount:
      payment.status === 'PARTIAL_REFUNDED' ? payment.amount - payment.refunded : payment.amount,
    ...(payment.rebillId ? { RebillId: payment.rebillId, Pan: '430000******0777' } : {}),
  });

  method('Init', (body) => {
    const payment = terminal.init(body);
    return { ...described(payment), PaymentURL: `${url()}/tbank/checkout?id=${payment.id}` };
  });
  method('GetState', ({ PaymentId }) => {
    const payment = terminal.find(PaymentId);
    return { ...described(payment), ErrorCode: payment.errorCode };
  });
  method('Charge', (body) => {
    const payment = terminal.charge(body, {
      isRefused: take(['cancel']) !== null,
      isRevoked: take(['charge_revoked']) !== null,
      isMet: take(['charge_met']) !== null,
    });
    void notify(payment).catch(() => {});
    const { status, errorCode } = payment;
    return { ...described(payment), Success: status === 'CONFIRMED', ErrorCode: errorCode };
  });
  method('GetQr', ({ PaymentId }) => ({ Data: terminal.find(PaymentId).sbpLink, PaymentId }));
  method('Cancel', (body) => {
    const answer = terminal.cancel(body);
    // It is told of money that goes back, whoever asked for it.
    const payment = terminal.find(body.PaymentId);
    if (payment.refunded > 0) void notify(payment).catch(() => {});
    return answer;
  });
  method('CheckOrder', ({ OrderId }) => {
    const payments = terminal.ofOrder(OrderId);
    if (payments.length === 0) throw new TbankRefusal('255', 'Заказ не найден');
    return { OrderId, Payments: payments.map((one) => ({ ...described(one), Success: true })) };
  });

  async function notify(payment: TbankPayment): Promise<void> {
    if (!payment.notificationUrl || take(['webhook_never'])) return;
    const isDone = /^(CONFIRMED|PARTIAL_REFUNDED|REFUNDED)$/.test(payment.status);
    const body = { ...described(payment), Success: isDone, ErrorCode: '0' };
    const text = JSON.stringify({ ...body, Token: tokenOf(body, password) });
    const times = take(['webhook_twice']) ? 2 : 1;
    const first = Array.from({ length: times }, () => post(payment.notificationUrl ?? '', text));
    if ((await Promise.all(first)).every(Boolean)) return;
    for (const pause of RETRY_MS) {
      await sleep(pause, undefined, { ref: false, signal: stopping.signal });
      if (await post(payment.notificationUrl, text)) return;
    }
  }

  app.get<{ Querystring: { id?: string } }>('/tbank/checkout', async ({ query }, reply) => {
    const payment = terminal.all().find(({ id }) => id === query.id);
    return payment ? showCheckout(reply, payment) : reply.callNotFound();
  });
  registerDecision(app, {
    find: (id) => terminal.all().find((one) => one.id === id),
    async decide(payment, isPaid) {
      if (payment.status !== 'NEW') return;
      const isRefused = !isPaid || take(['cancel']) !== null;
      terminal.decide(payment, !isRefused);
      void notify(payment).catch(() => {});
    },
  });

  return { faults, summary: () => summaryOf(terminal.all()) };
}

function answerOf(request: FastifyRequest, act: (body: Record<string, unknown>) => object): object {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const { terminalKey, password } = sandboxTerminal;
  try {
    if (body.TerminalKey !== terminalKey) throw new TbankRefusal('205', 'Неверный терминал');
    if (body.Token !== tokenOf(body, password)) throw new TbankRefusal('204', 'Неверный токен');
    return { Success: true, ErrorCode: '0', ...act(body) };
  } catch (error) {
    if (!(error instanceof TbankRefusal)) throw error;
    return { Success: false, ErrorCode: error.code, Message: error.message };
  }
}

async function post(url: string, body: string): Promise<boolean> {
  const headers = { 'content-type': 'application/json' };
  try {
    const answer = await fetch(url, { method: 'POST', body, headers });
    return answer.status === 200 && (await answer.text()) === 'OK';
  } catch {
    return false;
  }
}

type Decision = { Body: { id?: string; decision?: string } };
type Deciding = {
  find: (id: string) => TbankPayment | undefined;
  decide: (payment: TbankPayment, isPaid: boolean) => Promise<void>;
};

function registerDecision(app: FastifyInstance, { find, decide }: Deciding): void {
  registerForms(app, (forms) => {
    forms.post<Decision>('/tbank/checkout', async (request, reply) => {
      const payment = find(request.body.id ?? '');
      if (!payment) return reply.callNotFound();
      await decide(payment, request.body.decision === 'pay');
      const isPaid = payment.status === 'CONFIRMED';
      return reply.redirect(isPaid ? payment.returnUrl.success : payment.returnUrl.fail, 303);
    });
  });
}

function showCheckout(reply: FastifyReply, payment: TbankPayment): FastifyReply {
  const back = new URL(payment.returnUrl.success).origin;
  reply.header(
    'content-security-policy',
    `default-src 'none'; style-src 'self'; form-action 'self' ${back}; base-uri 'none'`,
  );
  return sendPage(reply, {
    title: `К оплате ${roublesOf(payment.amount).replace('.', ',')}\u00a0₽`,
    children: (
      <>
        <p>{payment.description}</p>
        {payment.isRecurrent && (
          <p>Карта сохранится: магазин сможет списывать с неё без вашего подтверждения.</p>
        )}
        {payment.status === 'NEW' ? (
          <form action="/tbank/checkout" method="post">
            <input type="hidden" name="id" value={payment.id} />
            <button type="submit" name="decision" value="pay">
              Оплатить
            </button>
            <button type="submit" name="decision" value="refuse">
              Отказаться
            </button>
          </form>
        ) : (
          <p>{`Состояние: ${payment.status}`}</p>
        )}
        <p>
          <a href={payment.returnUrl.success}>Вернуться в магазин</a>
        </p>
      </>
    ),
  });
}

const summaryOf = (all: readonly TbankPayment[]) => ({
  payments: all.map(({ id, orderId, status, amount, refunded }) => ({
    id,
    orderId,
    status,
    amountKopecks: amount,
    refundedKopecks: refunded,
  })),
  succeededKopecks: all
    .filter(({ status }) => /^(CONFIRMED|PARTIAL_REFUNDED|REFUNDED)$/.test(status))
    .reduce((sum, { amount }) => sum + amount, 0),
  refundedKopecks: all.reduce((sum, { refunded }) => sum + refunded, 0),
});

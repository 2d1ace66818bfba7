import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Binding } from './bindings.ts';
import type { Books, Payment, Receipt } from './books.ts';
import type { Cashier } from './cashier.ts';
import type { AnswerFault, YookassaFaults } from './faults.ts';
import { page, paymentFilters, type Query, refundFilters } from './lists.ts';
import { bindingObject, paymentObject, receiptObject, refundObject, type Shop } from './objects.ts';
import { Refusal } from './refusal.ts';
import {
  type NewPayment,
  readNewBinding,
  readNewPayment,
  readNewReceipt,
  readNewRefund,
} from './requests.ts';

export type YookassaApi = {
  books: Books;
  cashier: Cashier;
  faults: YookassaFaults;
  shop: Shop;
  url: () => string;
  /** The real one gives up after thirty seconds. */
  hangMs: number;
  now?: () => Date;
};

const DAY_MS = 86_400_000;

/** The API itself, below /yookassa/v3: strict, since what it lets through the real one may refuse. */
export function registerApi(app: FastifyInstance, deps: YookassaApi): void {
  const { books, cashier } = deps;
  const shown = (payment: Payment) =>
    paymentObject(payment, { url: deps.url(), shopId: deps.shop.shopId });
  app.register(
    async (api) => {
      api.removeAllContentTypeParsers();
      api.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) =>
        done(null, body),
      );
      api.addHook('onRequest', async (request) => assertShop(request, deps.shop));
      api.setErrorHandler((error, _, reply) => answerError(error, reply));
      const once = createOnce(deps.now ?? (() => new Date()));
      const write = (path: string, act: (body: unknown, id: string) => object | Promise<object>) =>
        api.post<{ Params: { id: string } }>(path, (request) =>
          once(request, () => act(bodyOf(request), request.params.id)),
        );

      api.post('/payments', async (request, reply) => {
        const wanted = readNewPayment(bodyOf(request));
        return answerWithFault(deps, { request, reply, once }, (fault) =>
          createPayment(deps, { wanted, fault, shown }),
        );
      });
      registerBindings(api, deps, once);
      api.post('/refunds', async (request, reply) => {
        const wanted = readNewRefund(bodyOf(request));
        return answerWithFault(deps, { request, reply, once }, async () => {
          const refund = books.refund(wanted);
          if (deps.faults.takeReceipt()) refund.receipt = 'canceled';
          await cashier.tellOfRefund(refund);
          return refundObject(refund);
        });
      });
      api.post('/receipts', async (request, reply) => {
        const wanted = readNewReceipt(bodyOf(request));
        return answerWithFault(deps, { request, reply, once }, async () =>
          secondReceipt(books.addReceipt(wanted, deps.faults.takeReceipt())),
        );
      });
      write('/payments/:id/capture', (_, id) => shown(books.capture(id)));
      write('/payments/:id/cancel', (_, id) => shown(books.cancelHeld(id)));
      api.get<ById>('/payments/:id', async ({ params }) => {
        const payment = books.find(params.id);
        settleReceipt(payment);
        return shown(payment);
      });
      api.get('/payments', async ({ query }) =>
        page(books.listPayments(), { known: paymentFilters, query: query as Query, shown }),
      );
      api.get<ById>('/refunds/:id', async ({ params }) =>
        refundObject(books.findRefund(params.id)),
      );
      api.get('/refunds', async ({ query }) =>
        page(books.listRefunds(), {
          known: refundFilters,
          query: query as Query,
          shown: refundObject,
        }),
      );
      api.get('/receipts', async ({ query }) => listReceipts(books, query as Query));
      api.get('/me', async () => ({ account_id: deps.shop.shopId, status: 'enabled', test: true }));
    },
    { prefix: '/yookassa/v3' },
  );
}

/** Ways to pay that are kept without a payment. */
function registerBindings(api: FastifyInstance, deps: YookassaApi, once: Once): void {
  const { books } = deps;
  const shown = (binding: Binding) =>
    bindingObject(binding, { url: deps.url(), shopId: deps.shop.shopId });
  api.post('/payment_methods', async (request, reply) => {
    const wanted = readNewBinding(bodyOf(request));
    return answerWithFault(deps, { request, reply, once }, async () => shown(books.bind(wanted)));
  });
  api.get<ById>('/payment_methods/:id', async ({ params }) => shown(books.findBinding(params.id)));
}

type ById = { Params: { id: string } };
type Once = ReturnType<typeof createOnce>;

/** What `act` is given, it does once it has passed the faults that come before anything is kept. */
async function answerWithFault(
  { faults, hangMs }: YookassaApi,
  { request, reply, once }: { request: FastifyRequest; reply: FastifyReply; once: Once },
  act: (fault: AnswerFault | null) => Promise<object>,
): Promise<unknown> {
  let fault: AnswerFault | null = null;
  const answer = await once(request, async () => {
    fault = faults.takeAnswer();
    if (fault === 'error_before_commit') throw new Refusal(500, 'Internal server error');
    if (fault === 'too_many_requests') throw new Refusal(429, 'Too many requests');
    if (fault === 'processing') throw new StillProcessing();
    return act(fault);
  });
  if (fault === 'error_after_commit') throw new Refusal(500, 'Internal server error');
  if (fault === 'hang') {
    await sleep(hangMs, undefined, { ref: false });
    throw new Refusal(500, 'Internal server error');
  }
  if (fault === 'drop') {
    request.raw.socket.destroy();
    return reply.hijack();
  }
  return answer;
}

async function createPayment(
  { books, cashier }: YookassaApi,
  {
    wanted,
    fault,
    shown,
  }: {
    wanted: NewPayment;
    fault: AnswerFault | null;
    shown: (payment: Payment) => object;
  },
): Promise<object> {
  const payment = books.create(wanted);
  const isPaidAtOnce = wanted.payment_method_id !== undefined || fault === 'paid_before_answer';
  const said = shown(payment);
  if (!isPaidAtOnce || payment.status === 'canceled') return shown(payment);
  await cashier.pay(payment.id, { isAwaited: true });
  // It says what was true when it began to answer.
  return fault === 'paid_before_answer' ? said : shown(payment);
}

/** The old way of saying "ask again": 202 with a pause. */
class StillProcessing extends Error {}

/** One key, one body, one answer, for a day after the first request. */
function createOnce(now: () => Date) {
  type Kept = { body: string; answer: Promise<object>; at: number };
  const kept = new Map<string, Kept>();
  return async (request: FastifyRequest, act: () => object | Promise<object>): Promise<object> => {
    const key = request.headers['idempotence-key'];
    if (typeof key !== 'string' || !/^[0-9a-zA-Z+\-_.]{1,64}$/.test(key)) {
      throw new Refusal(400, 'Idempotence key is missing or illegal', 'Idempotence-Key');
    }
    const body = createHash('sha256').update(`${request.url} ${request.body}`).digest('hex');
    const known = kept.get(key);
    const at = now().getTime();
    if (known && at - known.at < DAY_MS) {
      if (known.body !== body) {
        throw new Refusal(400, 'Idempotence key duplicated', 'Idempotence-Key');
      }
      return known.answer;
    }
    const answer = Promise.resolve().then(act);
    kept.set(key, { body, answer, at });
    // What was refused changed nothing: the key is as good as new.
    answer.catch(() => kept.delete(key));
    return answer;
  };
}

function bodyOf({ body }: FastifyRequest): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    throw new Refusal(400, 'Request body is not JSON');
  }
}

function assertShop({ headers }: FastifyRequest, { shopId, secretKey }: Shop): void {
  const given = Buffer.from(headers.authorization ?? '');
  const due = Buffer.from(`Basic ${Buffer.from(`${shopId}:${secretKey}`).toString('base64')}`);
  if (given.length !== due.length || !timingSafeEqual(given, due)) {
    throw new Refusal(401, 'Error in shopId or secret key. Check their validity.');
  }
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof StillProcessing) {
    const description = 'Request accepted, but not processed yet';
    return reply.code(202).send({ type: 'processing', description, retry_after: 300 });
  }
  const refusal =
    error instanceof Refusal ? error : new Refusal(400, (error as Error).message ?? 'Bad request');
  return reply.code(refusal.status).send(refusal.body());
}

function secondReceipt(one: Receipt): object {
  if (one.status === 'pending' && Date.now() - one.madeAt.getTime() > 500) one.status = 'succeeded';
  const { id, status: receipt, madeAt: at, paymentId: payment_id, refundId } = one;
  const of = refundId === null ? { payment_id } : { refund_id: refundId, payment_id };
  return receiptObject({ id, receipt, at }, of);
}

/** The чек follows the money. */
function settleReceipt(payment: Payment): void {
  const isRegistered = payment.status === 'succeeded' && payment.receipt === 'pending';
  const age = Date.now() - (payment.capturedAt?.getTime() ?? 0);
  if (isRegistered && age > 500) payment.receipt = 'succeeded';
}

function listReceipts(books: Books, { payment_id: paymentId, refund_id: refundId }: Query): object {
  if (refundId) {
    const refund = books.findRefund(refundId);
    const at = refund.createdAt;
    const of = { refund_id: refundId, payment_id: refund.paymentId };
    if (refund.receipt === 'pending') refund.receipt = 'succeeded';
    const first = receiptObject({ id: refund.id, receipt: refund.receipt, at }, of);
    const others = books.receiptsOf(refundId).map(secondReceipt);
    return { type: 'list', items: [...others.toReversed(), first] };
  }
  if (!paymentId) throw new Refusal(400, 'payment_id or refund_id is required', 'payment_id');
  const payment = books.find(paymentId);
  settleReceipt(payment);
  const { id, receipt, capturedAt } = payment;
  if (!capturedAt) return { type: 'list', items: [] };
  const first = receiptObject({ id, receipt, at: capturedAt }, { payment_id: id });
  const others = books.receiptsOf(id).map(secondReceipt);
  return { type: 'list', items: [...others.toReversed(), first] };
}

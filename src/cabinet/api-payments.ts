import type { z } from 'zod';
import type { AppDeps } from '#src/http/deps.ts';
import { residentOf } from '#src/identity/session-hook.ts';
import { type BasketState, basketState, nextToConfirm, sumOf } from '#src/payments/basket-view.ts';
import { type Basket, findBasket } from '#src/payments/baskets-store.ts';
import { createGateways } from '#src/payments/gateways.ts';
import { findPaymentHistory, type HistoryEntry } from '#src/payments/history-store.ts';
import { openBasket } from '#src/payments/open-basket.ts';
import type { PaymentState } from '#src/payments/payment-state.ts';
import type { PaymentsDeps } from '#src/payments/payments-deps.ts';
import { sendPayments } from '#src/payments/send-payments.ts';
import { type StartFailure, startPayment } from '#src/payments/start-payment.ts';
import { openPersonalAccount } from './api-accounts.ts';
import { type ApiApp, operation } from './api-operation.ts';
import {
  newPaymentSchema,
  paymentListSchema,
  paymentParams,
  paymentSchema,
} from './api-payments-schemas.ts';
import { ApiRefusal } from './api-refusals.ts';
import { accountParams, billsQuery, writeHeaders } from './api-requests.ts';
import { monthOf } from './api-resources.ts';

const startCodes = [
  'method_unavailable',
  'account_unknown',
  'account_repeated',
  'amount_too_small',
  'amount_too_large',
  'penalty_too_large',
] as const satisfies readonly StartFailure['code'][];

/** Beginning a payment, asking what became of it, and all payments of an account. */
export function registerPaymentRoutes(api: ApiApp, appDeps: AppDeps): void {
  const deps: PaymentsDeps = { ...appDeps, gateways: createGateways(appDeps) };
  servePaymentStart(api, deps);

  api.get(
    '/payments/:paymentId',
    {
      schema: operation('getPayment', { params: paymentParams, response: { 200: paymentSchema } }, [
        'payment_not_found',
      ]),
    },
    async (request) => {
      const { actor } = residentOf(request);
      const basket = await openBasket(deps, actor, request.params.paymentId);
      if (!basket) throw new ApiRefusal('payment_not_found');
      return paymentResource(basket);
    },
  );

  api.get(
    '/accounts/:number/payments',
    {
      schema: operation(
        'listPayments',
        { params: accountParams, querystring: billsQuery, response: { 200: paymentListSchema } },
        ['not_found', 'cursor_invalid'],
      ),
    },
    async (request) => {
      const { number } = request.params;
      const { personalAccountId } = await openPersonalAccount(request, deps, number);
      const { cursor, limit } = request.query;
      const { timeZone } = deps.supplier;
      const found = await findPaymentHistory(deps.db, residentOf(request).actor, {
        personalAccountId,
        timeZone,
        after: cursor,
        limit: limit + 1,
      });
      // A cursor is given only where something follows.
      if (cursor !== undefined && found.length === 0) throw new ApiRefusal('cursor_invalid');
      const payments = found.slice(0, limit);
      const nextCursor = found.length > limit ? (payments.at(-1)?.key ?? null) : null;
      return { payments: payments.map(historyResource), nextCursor };
    },
  );
}

function servePaymentStart(api: ApiApp, deps: PaymentsDeps): void {
  api.post(
    '/payments',
    {
      schema: operation(
        'startPayment',
        {
          headers: writeHeaders,
          body: newPaymentSchema,
          response: { 201: paymentSchema, 200: paymentSchema },
        },
        startCodes,
      ),
    },
    async (request, reply) => {
      const { actor, email } = residentOf(request);
      const { receiptEmail = email, ...body } = request.body;
      const started = await startPayment({ ...deps, url: deps.config.url }, actor, {
        ...body,
        receiptEmail,
        source: 'api',
        idempotencyKey: request.headers['idempotency-key'],
      });
      if (!started.ok) throw new ApiRefusal(started.code);
      const { publicId } = started;
      const begun = await findBasket(deps.db, actor, publicId);
      // The same key again: what was begun by it before.
      const isRepeat = begun?.payments.some(({ state }) => state !== 'created') ?? false;
      await sendPayments(deps, started.paymentIds);
      const basket = await findBasket(deps.db, actor, publicId);
      if (!basket) throw new Error('a payment that was begun is gone');
      reply.code(isRepeat ? 200 : 201).header('location', `/api/v1/payments/${publicId}`);
      return paymentResource(basket);
    },
  );
}

const stateOfBasket: Record<BasketState, z.output<typeof paymentSchema>['state']> = {
  paid: 'succeeded',
  waiting: 'pending',
  asking: 'unknown',
  failed: 'canceled',
  partly: 'partial',
};

type PartState = z.output<typeof paymentSchema>['parts'][number]['state'];

/** Money that a bank brought is here, whatever is still to be done about it. */
const stateOfPart: Record<PaymentState, PartState> = {
  created: 'unknown',
  unknown: 'unknown',
  pending: 'pending',
  succeeded: 'succeeded',
  unidentified: 'succeeded',
  canceled: 'canceled',
  returned: 'canceled',
  reversed: 'canceled',
};

const paymentResource = (basket: Basket): z.output<typeof paymentSchema> => ({
  id: basket.publicId,
  state: stateOfBasket[basketState(basket)],
  method: basket.method,
  amountKopecks: sumOf(basket.payments),
  startedAt: basket.startedAt.toISOString(),
  confirmationUrl: confirmationOf(basket),
  parts: basket.payments.map((payment) => ({
    accountNumber: payment.accountNumber,
    amountKopecks: payment.amountKopecks,
    penaltyKopecks: payment.penaltyKopecks,
    state: stateOfPart[payment.state],
    paidOn: payment.paidOn,
    cancelReason: payment.state === 'canceled' ? payment.reason : null,
    receiptState: payment.fiscal,
  })),
});

function confirmationOf(basket: Basket): string | null {
  const confirmation = nextToConfirm(basket)?.confirmation;
  return confirmation?.url ?? confirmation?.qr ?? null;
}

const historyResource = (
  entry: HistoryEntry,
): z.output<typeof paymentListSchema>['payments'][number] => ({
  day: entry.day,
  amountKopecks: entry.amountKopecks,
  penaltyKopecks: entry.penaltyKopecks,
  means: entry.means,
  state: stateOfPart[entry.state],
  billingMonth: entry.billingMonth && monthOf(entry.billingMonth),
  id: entry.publicId,
  receiptState: entry.fiscal,
  isImported: entry.isImported,
  isAutopay: entry.isAutopay,
});

import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { readVerifyCode } from '#src/bills/bill-number.ts';
import { refuseGuesser, unknownPaper } from '#src/bills/wrong-codes.ts';
import { readFormKey } from '#src/http/form-key.ts';
import { type FormValues, formValues } from '#src/http/forms.ts';
import { limitedAddress } from '#src/http/limited-address.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, type Limit, type RateLimits } from '#src/http/rate-limits.ts';
import { notFound } from '#src/http/refused-request.ts';
import { dateInZone } from '#src/plain-date.ts';
import { href, routes } from '#src/routes.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { waitText } from '#src/ui/wait-text.ru.ts';
import { findBasket } from './baskets-store.ts';
import { GuestPaymentPage, NotPayablePage } from './guest-payment.page.tsx';
import { openBasket } from './open-basket.ts';
import { readPaymentForm } from './payment-form.ts';
import { PaymentStatePage } from './payment-state.page.tsx';
import type { PaymentsDeps } from './payments-deps.ts';
import { sendPayments } from './send-payments.ts';
import { startFailureText, tooManyPaymentsText } from './start-failures.ru.ts';
import {
  findPayableBill,
  guest,
  type PayableBill,
  startGuestPayment,
} from './start-guest-payment.ts';
import { allowBanks, goToBank } from './to-bank.ts';

/**
 * One network, and one bill: neither is filled with payments that nobody confirms. Of a telephone's
 * operator hundreds come from one address, on the last day most of them.
 */
const byAddress: Limit = { name: 'guest_payments', points: 100, perSeconds: 3600 };
const byBill: Limit = { name: 'guest_payments_of_bill', points: 20, perSeconds: 3600 };

type Asked = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: PaymentsDeps;
  limits: RateLimits;
};

/** Paying a bill by the code that is printed on it, without signing in. */
export function registerGuestPayments(app: FastifyInstance, deps: PaymentsDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);
  const config = { isKeptNowhere: true };

  app.get(routes.guestPayment, { config }, (request, reply) =>
    withBill({ request, reply, deps, limits }, (asked, payable) => {
      const { amount, method } = formValues(request.query);
      const values = { ...(amount && { amount }), ...(method && { method }) };
      return show(asked, payable, { values });
    }),
  );

  app.post(routes.guestPayment, { config }, (request, reply) =>
    withBill({ request, reply, deps, limits }, pay),
  );

  app.get(routes.guestPaymentState, { config }, async (request, reply) => {
    const { paymentId } = request.params as { paymentId: string };
    const basket = await openBasket(deps, guest, paymentId);
    if (!basket) throw notFound();
    const props = {
      context: pageContext(request, deps),
      basket,
      today: dateInZone(deps.clock.now(), deps.supplier.timeZone),
      balanceKopecks: null,
      open: null,
    };
    return reply.page(h(PaymentStatePage, props));
  });
}

type WithBill = (asked: Asked, payable: PayableBill) => Promise<FastifyReply>;

/** A wrong code costs the same here as on the page that checks papers. */
async function withBill(asked: Asked, work: WithBill): Promise<FastifyReply> {
  const { request, reply, deps } = asked;
  const { code: typed } = request.params as { code: string };
  const code = readVerifyCode(typed);
  const refused = code && (await refuseGuesser(asked, code));
  if (refused) return refused;
  const found = await findPayableBill(deps.db, code);
  if (found.ok) return work(asked, found);
  if (found.code === 'unknown') return unknownPaper(asked, typed);
  return reply.page(
    h(NotPayablePage, { context: pageContext(request, deps), code: found.code }),
    409,
  );
}

async function pay(asked: Asked, payable: PayableBill): Promise<FastifyReply> {
  const { request, reply, deps } = asked;
  const values = formValues(request.body);
  const { number } = payable.personalAccount;
  const read = readPaymentForm(values, { number, others: [] });
  if (!read.ok) return show(asked, payable, { values, errors: read.errors, status: 422 });
  const wait = await mustWait(asked, payable);
  if (wait !== null) {
    const message = tooManyPaymentsText(waitText(wait));
    return show(asked, payable, { values, errors: [{ field: 'amount', message }], status: 429 });
  }
  const [part] = read.wanted.parts;
  const started = await startGuestPayment({ ...deps, url: deps.config.url }, payable, {
    method: read.wanted.method,
    receiptEmail: read.wanted.receiptEmail,
    amountKopecks: part?.amountKopecks ?? 0,
    formKey: readFormKey(values),
  });
  if (!started.ok) {
    const error = startFailureText(started, number);
    return show(asked, payable, { values, errors: [error], status: 422 });
  }
  await sendPayments(deps, started.paymentIds);
  const basket = await findBasket(deps.db, guest, started.publicId);
  const ownPage = href('guestPaymentState', { paymentId: started.publicId });
  return goToBank(reply, deps, { basket, ownPage });
}

/** Seconds; null: they may go on. */
async function mustWait({ request, limits }: Asked, { bill }: PayableBill): Promise<number | null> {
  for (const [limit, subject] of [
    [byAddress, limitedAddress(request)],
    [byBill, bill.verifyCode],
  ] as const) {
    const limited = await limits.consume(limit, subject);
    if (!limited.ok) return limited.retryAfterSeconds;
  }
  return null;
}

type Shown = { values?: FormValues; errors?: FieldError[]; status?: number };

async function show(
  { request, reply, deps }: Asked,
  { bill, isOld }: PayableBill,
  { values = {}, errors = [], status }: Shown,
): Promise<FastifyReply> {
  allowBanks(reply, deps);
  const props = {
    context: pageContext(request, deps),
    bill,
    isOld,
    methods: deps.gateways.methods,
    values,
    errors,
    formKey: randomUUID(),
  };
  return reply.page(h(GuestPaymentPage, props), status);
}

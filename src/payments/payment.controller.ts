import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { getBalance } from '#src/billing/get-balance.ts';
import { listDebts } from '#src/billing/list-debts.ts';
import { type FormValues, formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, type Limit } from '#src/http/rate-limits.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href, routes } from '#src/routes.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { waitText } from '#src/ui/wait-text.ru.ts';
import { getAutopay } from './autopay/autopay-state.ts';
import { findBasket } from './baskets-store.ts';
import { savableMethods } from './kept-methods.ts';
import { type OtherAccount, otherField, PaymentPage } from './payment.page.tsx';
import { readPaymentForm } from './payment-form.ts';
import type { PaymentsDeps } from './payments-deps.ts';
import { sendPayments } from './send-payments.ts';
import { startFailureText, tooManyPaymentsText } from './start-failures.ru.ts';
import { startPayment } from './start-payment.ts';
import { allowBanks, goToBank } from './to-bank.ts';

/** Who pays for a whole street, and who keeps pressing; a program that runs wild is stopped. */
const byUser: Limit = { name: 'payments', points: 60, perSeconds: 3600 };

type Open = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: PaymentsDeps;
  personalAccount: PersonalAccount;
};

/** «Оплата»: how much, by what; and the way to the bank. */
export function registerPaymentPage(app: FastifyInstance, deps: PaymentsDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);
  const guarded = { preHandler: requireResident };

  app.get(routes.payment, guarded, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    const open = { request, reply, deps, personalAccount };
    const asked = formValues(request.query);
    return showPayment(open, { values: wishesOf(open, asked), isSavingAsked: asked.save === '1' });
  });

  app.post(routes.payment, guarded, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    const open = { request, reply, deps, personalAccount };
    const { actor } = residentOf(request);
    const values = formValues(request.body);
    const others = othersOf(open);
    const read = readPaymentForm(values, {
      number: personalAccount.number,
      others: others.map(({ number }) => number),
    });
    if (!read.ok) return showPayment(open, { values, errors: read.errors, status: 422 });
    const limited = await limits.consume(byUser, String(actor.userId));
    if (!limited.ok) {
      const message = tooManyPaymentsText(waitText(limited.retryAfterSeconds));
      return showPayment(open, { values, errors: [{ field: 'amount', message }], status: 429 });
    }
    // One form, one payment; but who comes Back and changes the sum wants another one.
    const idempotencyKey = values._key ? `${values._key} ${JSON.stringify(read.wanted)}` : null;
    const wanted = { ...read.wanted, source: 'cabinet', idempotencyKey } as const;
    const started = await startPayment({ ...deps, url: deps.config.url }, actor, wanted);
    if (!started.ok) {
      const error = startFailureText(started, personalAccount.number);
      return showPayment(open, { values, errors: [error], status: 422 });
    }
    await sendPayments(deps, started.paymentIds);
    const { publicId } = started;
    const basket = await findBasket(deps.db, actor, publicId);
    return goToBank(reply, deps, {
      basket,
      ownPage: href('paymentState', { paymentId: publicId }),
    });
  });
}

type Shown = {
  values?: FormValues;
  errors?: FieldError[];
  status?: number;
  /** Come here to have a way to pay kept; the box is theirs to tick all the same. */
  isSavingAsked?: boolean;
};

async function showPayment(open: Open, shown: Shown) {
  const { values = {}, errors = [], status, isSavingAsked = false } = shown;
  const { request, reply, deps, personalAccount } = open;
  const { actor, email } = residentOf(request);
  const balance = await getBalance(deps, actor, personalAccount);
  const debts = balance && (await listDebts(deps, actor, personalAccount));
  allowBanks(reply, deps);
  const props = {
    context: pageContext(request, deps),
    personalAccount,
    balance,
    overdueKopecks: debts?.overdueKopecks ?? 0,
    methods: deps.gateways.methods,
    savableMethods: savableMethods(deps),
    autopay: await getAutopay(deps, actor, personalAccount),
    isSavingAsked,
    others: othersOf(open),
    values: { email, ...values },
    errors,
    formKey: randomUUID(),
  };
  return reply.page(h(PaymentPage, props), status);
}

/** What a link to the page may fill in: of a payment that failed, all that was chosen for it. */
function wishesOf(open: Open, asked: FormValues): FormValues {
  const others = othersOf(open).map(({ number }) => otherField(number));
  const names = ['amount', 'penalties', 'method', ...others];
  return Object.fromEntries(names.flatMap((name) => (asked[name] ? [[name, asked[name]]] : [])));
}

/** The other accounts of the person; those of whoever moved out are not theirs to pay for. */
function othersOf({ request, personalAccount }: Open): OtherAccount[] {
  const { list } = request.pageAccounts;
  const others = list.filter(({ number }) => number !== personalAccount.number);
  if (others.length === 0) return [];
  return others
    .filter(({ balanceKopecks }) => balanceKopecks !== null)
    .map((one) => ({
      number: one.number,
      name: one.ownName ?? one.address,
      balanceKopecks: one.balanceKopecks ?? 0,
    }));
}

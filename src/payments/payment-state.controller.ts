import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { Resident } from '#src/actor.ts';
import { getBalance } from '#src/billing/get-balance.ts';
import { findPaidEntries } from '#src/bills/papers/papers-store.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { notFound } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { showAccounts } from '#src/personal-accounts/page-accounts.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone } from '#src/plain-date.ts';
import { routes } from '#src/routes.ts';
import type { Basket } from './baskets-store.ts';
import { openBasket } from './open-basket.ts';
import type { OpenToPayer } from './payment-facts.page.tsx';
import { PaymentStatePage } from './payment-state.page.tsx';
import type { PaymentsDeps } from './payments-deps.ts';

/** Whoever has left an account since is led to nothing of it that would be refused. */
async function findOpen(
  { db }: PaymentsDeps,
  actor: Resident,
  { basket, accounts }: { basket: Basket; accounts: readonly PersonalAccount[] },
): Promise<OpenToPayer> {
  const paid = basket.payments.map(async ({ entry, personalAccountId }) => {
    const known = accounts.find((one) => one.personalAccountId === personalAccountId);
    if (!known || !entry) return [];
    return findPaidEntries(db, actor, { ...known, entryId: entry.entryId });
  });
  return {
    seen: accounts.map(({ number }) => number),
    own: accounts.filter((one) => one.visibleUntil === null).map(({ number }) => number),
    papers: (await Promise.all(paid)).flat().map(({ entryId }) => entryId),
  };
}

/** The page that one comes back to from the bank, and every later look at the payment. */
export function registerPaymentState(app: FastifyInstance, deps: PaymentsDeps): void {
  app.get(routes.paymentState, { preHandler: requireResident }, async (request, reply) => {
    const { paymentId } = request.params as { paymentId: string };
    const { actor } = residentOf(request);
    const basket = await openBasket(deps, actor, paymentId);
    // Somebody else's looks like one that does not exist.
    if (!basket) throw notFound();
    const [first] = basket.payments;
    const accounts = await showAccounts(request, deps, first?.accountNumber ?? null);
    const isOne = basket.payments.length === 1;
    const balance = isOne && first ? await getBalance(deps, actor, first) : null;
    const props = {
      context: pageContext(request, deps),
      basket,
      today: dateInZone(deps.clock.now(), deps.supplier.timeZone),
      balanceKopecks: balance?.totalKopecks ?? null,
      open: await findOpen(deps, actor, { basket, accounts }),
    };
    return reply.page(h(PaymentStatePage, props));
  });
}
